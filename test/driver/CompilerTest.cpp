//===- CompilerTest.cpp - The compiler's C API ----------------------------===//
#include "tfc/compiler.h"
#include "tfc/tfc.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

extern "C" float runFromC(const char *text, const char *fetch);

namespace {

constexpr char kGraph[] = R"(x = tf.placeholder(tf.float32, [None], name="x")
w = tf.Variable(3.0, name="w")
y = tf.multiply(x, w, name="y")
tf.signature("f", inputs=[x], outputs={"y": y})
)";

struct Heard {
  uint32_t severity, line, column;
  std::string file, text, sourceLine;
};

/// Options that keep what they are told, and the compilation that they make.
struct Trial {
  tfc_compile_options options = TFC_COMPILE_OPTIONS_INIT;
  std::vector<Heard> messages;
  std::vector<std::string> phases, printed;
  std::string cancelAt = "never";
  tfc_compilation *graph = nullptr;

  Trial() {
    options.opt_level = 1;
    options.message_argument = options.progress_argument =
        options.print_argument = this;
    options.message = [](void *self, const tfc_message *m) {
      static_cast<Trial *>(self)->messages.push_back(
          {m->severity, m->line, m->column, m->file, m->text, m->source_line});
    };
    options.progress = [](void *self, const char *phase) {
      auto &run = *static_cast<Trial *>(self);
      run.phases.push_back(phase ? phase : "end");
      return int(run.phases.back() == run.cancelAt);
    };
    options.print = [](void *self, const char *phase, const char *text) {
      static_cast<Trial *>(self)->printed.push_back(std::string(phase) + ":" +
                                                    text);
    };
  }
  Trial(const Trial &) = delete;
  ~Trial() { tfc_compilation_destroy(graph); }

  tfc_code bytes(const std::string &text, const char *name = "g.tfg") {
    return tfc_compile_bytes(text.data(), text.size(), name, &options, &graph);
  }
  std::string output(tfc_output kind) {
    const void *data;
    size_t size;
    if (tfc_compilation_output(graph, kind, &data, &size) != TFC_OK)
      return "";
    return std::string(static_cast<const char *>(data), size);
  }
};

TEST(Compiler, CompilesBytesToAnObjectThatRuns) {
  Trial run;
  ASSERT_EQ(run.bytes(kGraph), TFC_OK) << tfc_compiler_error();
  EXPECT_NE(run.output(TFC_OUTPUT_HEADER).find("g_program"), std::string::npos);
  std::string object = run.output(TFC_OUTPUT_OBJECT);
  EXPECT_TRUE(tfc_is_object(object.data(), object.size()));
  EXPECT_FALSE(tfc_is_object(kGraph, sizeof kGraph));

  tfc_loaded *loaded;
  ASSERT_EQ(tfc_load_bytes(object.data(), object.size(), &loaded), TFC_OK);
  tfc_session *session;
  ASSERT_EQ(tfc_session_create(tfc_loaded_program(loaded), nullptr, &session),
            TFC_OK);
  ASSERT_EQ(tfc_session_initialize(session), TFC_OK);
  const int64_t shape[] = {2};
  float values[] = {1, 2};
  tfc_tensor x = {TFC_FLOAT32, 1, shape, values, sizeof values}, y = {};
  const char *feed = "x", *fetch = "y";
  ASSERT_EQ(tfc_session_run(session, &feed, &x, 1, &fetch, &y, 1, nullptr, 0),
            TFC_OK);
  EXPECT_EQ(static_cast<const float *>(y.data)[1], 6);
  tfc_session_destroy(session);
  EXPECT_NE(strstr(tfc_loaded_text(loaded), "f(x: float32 [?])"), nullptr);
  EXPECT_NE(strstr(tfc_loaded_json(loaded), "\"signatures\""), nullptr);
  tfc_unload(loaded);
}

TEST(Compiler, IsCalledFromC) {
  EXPECT_EQ(runFromC("y = tf.constant(2.0) + 3.0\n", "y"), 5);
}

TEST(Compiler, WritesFilesWholeOrNotAtAll) {
  Trial run;
  ASSERT_EQ(run.bytes(kGraph), TFC_OK);
  std::string path = testing::TempDir() + "compiler_test.o";
  ASSERT_EQ(tfc_compilation_write(run.graph, TFC_OUTPUT_OBJECT, path.c_str()),
            TFC_OK);
  tfc_loaded *loaded;
  ASSERT_EQ(tfc_load_file(path.c_str(), &loaded), TFC_OK);
  EXPECT_STREQ(tfc_loaded_program(loaded)->name, "g");
  tfc_unload(loaded);
  remove(path.c_str());
  EXPECT_EQ(tfc_compilation_write(run.graph, TFC_OUTPUT_OBJECT, "/no/such/x.o"),
            TFC_UNAVAILABLE);
  EXPECT_NE(strstr(tfc_compiler_error(), "/no/such/x.o"), nullptr);
  EXPECT_EQ(tfc_load_file("/no/such/x.o", &loaded), TFC_NOT_FOUND);
  EXPECT_EQ(loaded, nullptr);
}

TEST(Compiler, AnErrorHasItsPlaceAndItsLine) {
  Trial run;
  EXPECT_EQ(run.bytes("a = 1.0\nb = tf.nosuch(a)\n"), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(run.graph, nullptr);
  ASSERT_EQ(run.messages.size(), 1u);
  const Heard &heard = run.messages[0];
  EXPECT_EQ(heard.severity, uint32_t(TFC_SEVERITY_ERROR));
  EXPECT_EQ(heard.file, "g.tfg");
  EXPECT_EQ(heard.line, 2u);
  EXPECT_EQ(heard.column, 5u);
  EXPECT_EQ(heard.text,
            "unknown function 'tf.nosuch'; did you mean 'tf.cosh'?");
  EXPECT_EQ(heard.sourceLine, "b = tf.nosuch(a)");
  EXPECT_STREQ(
      tfc_compiler_error(),
      "g.tfg:2:5: unknown function 'tf.nosuch'; did you mean 'tf.cosh'?");
}

TEST(Compiler, ACallStackComesAsNotes) {
  Trial run;
  EXPECT_NE(run.bytes("def f(x):\n  return tf.nosuch(x)\ny = f(1.0)\n"),
            TFC_OK);
  ASSERT_EQ(run.messages.size(), 2u);
  EXPECT_EQ(run.messages[0].line, 2u);
  EXPECT_EQ(run.messages[1].severity, uint32_t(TFC_SEVERITY_NOTE));
  EXPECT_EQ(run.messages[1].line, 3u);
}

TEST(Compiler, OptionsAreChecked) {
  auto check = [](auto &&change) {
    tfc_compile_options options = TFC_COMPILE_OPTIONS_INIT;
    change(options);
    return tfc_compile_options_check(&options) == TFC_OK
               ? std::string("good")
               : std::string(tfc_compiler_error());
  };
  EXPECT_EQ(check([](auto &) {}), "good");
  EXPECT_EQ(tfc_compile_options_check(nullptr), TFC_OK);
  EXPECT_EQ(check([](auto &o) { o.name = "3d"; }),
            "name expects a C identifier, not '3d'");
  EXPECT_EQ(check([](auto &o) { o.opt_level = 4; }),
            "opt_level expects 0 to 3, not 4");
  EXPECT_EQ(check([](auto &o) { o.until = "lunch"; }).substr(0, 40),
            "until: there is no phase 'lunch'; expect");
  EXPECT_EQ(check([](auto &o) { o.num_feeds = 1; }).substr(0, 24),
            "a list of the options is");
  EXPECT_EQ(check([](auto &o) { o.flags = 1u << 20; }),
            "flags: one is not known");
  EXPECT_EQ(check([](auto &o) { o.struct_size = 0; }).substr(0, 14),
            "struct_size is");
}

TEST(Compiler, OptionsOfANewerVersionMayNotSayWhatIsUnknown) {
  struct {
    tfc_compile_options known = TFC_COMPILE_OPTIONS_INIT;
    uint64_t later = 0;
  } newer;
  newer.known.struct_size = sizeof newer;
  EXPECT_EQ(tfc_compile_options_check(&newer.known), TFC_OK);
  newer.later = 1;
  EXPECT_EQ(tfc_compile_options_check(&newer.known), TFC_INVALID_ARGUMENT);
}

TEST(Compiler, GoesOnFromPhaseToPhase) {
  Trial run;
  const char *printed[] = {"autodiff"};
  run.options.print_after = printed;
  run.options.num_print_after = 1;
  run.options.until = "partition";
  ASSERT_EQ(run.bytes(kGraph), TFC_OK);
  EXPECT_EQ(run.phases.back(), "end");
  ASSERT_EQ(run.printed.size(), 1u);
  EXPECT_EQ(run.printed[0].rfind("autodiff:", 0), 0u);
  EXPECT_EQ(run.output(TFC_OUTPUT_DRAWING).rfind("<svg", 0), 0u);
  EXPECT_EQ(run.output(TFC_OUTPUT_OBJECT), "");
  EXPECT_STREQ(tfc_compiler_error(), "the output needs the end of phase llvm; "
                                     "the compilation is at that of partition");
  const char *name;
  int64_t count;
  ASSERT_EQ(tfc_compilation_op(run.graph, 0, &name, &count), TFC_OK);
  EXPECT_EQ(tfc_compilation_op(run.graph, 99, &name, &count), TFC_OUT_OF_RANGE);
  ASSERT_EQ(tfc_compilation_continue(run.graph, nullptr), TFC_OK);
  EXPECT_NE(run.output(TFC_OUTPUT_OBJECT), "");
  EXPECT_EQ(run.output(TFC_OUTPUT_DRAWING), "");
  EXPECT_NE(run.output(TFC_OUTPUT_REPORT).find("bufferize"), std::string::npos);
  double seconds;
  EXPECT_EQ(tfc_compilation_phase(run.graph, 0, &name, &seconds), TFC_OK);
  EXPECT_STREQ(name, "import");
}

TEST(Compiler, BeginsWhereAnotherStopped) {
  Trial first;
  first.options.until = "linalg";
  ASSERT_EQ(first.bytes(kGraph), TFC_OK);
  std::string mlir = first.output(TFC_OUTPUT_MLIR);
  Trial second, whole;
  second.options.from = "bufferize";
  ASSERT_EQ(second.bytes(mlir, "g.mlir"), TFC_OK) << tfc_compiler_error();
  ASSERT_EQ(whole.bytes(kGraph), TFC_OK);
  EXPECT_EQ(second.output(TFC_OUTPUT_HEADER), whole.output(TFC_OUTPUT_HEADER));
}

TEST(Compiler, IsCancelledByProgress) {
  Trial run;
  run.cancelAt = "simplify";
  EXPECT_EQ(run.bytes(kGraph), TFC_CANCELLED);
  EXPECT_EQ(run.graph, nullptr);
  EXPECT_EQ(run.phases.back(), "end");
}

TEST(Compiler, AFileThatIsNotThere) {
  Trial run;
  EXPECT_EQ(tfc_compile_file("/no/such.tfg", &run.options, &run.graph),
            TFC_NOT_FOUND);
  EXPECT_NE(strstr(tfc_compiler_error(), "/no/such.tfg"), nullptr);
  EXPECT_EQ(run.messages.size(), 1u);
}

TEST(Compiler, FormatsWithFilesOfTheirOwnNeedAPath) {
  Trial run;
  EXPECT_EQ(run.bytes("{\"modelTopology\": {}}", "model.json"),
            TFC_INVALID_ARGUMENT);
  EXPECT_NE(strstr(tfc_compiler_error(), "expected its path"), nullptr);
}

TEST(Compiler, WhatHoldsNoProgramIsNotLoaded) {
  tfc_loaded *loaded;
  EXPECT_EQ(tfc_load_bytes("", 0, &loaded), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(tfc_load_bytes("\x7f"
                           "ELF",
                           4, &loaded),
            TFC_INVALID_ARGUMENT);
  EXPECT_EQ(loaded, nullptr);
  tfc_unload(nullptr);
  tfc_compilation_destroy(nullptr);
}

/// Bytes that begin like each format and go on at random, and a good graph with
/// bytes changed: an error or a graph, never a crash, and one line each.
TEST(Compiler, HostileBytesEndInAnError) {
  std::mt19937 random(1);
  const std::string heads[] = {"",        "ML\xefR", "\n\x10",  "\x08\x01\x12",
                               "module ", "node {",  "{\"a\":", kGraph};
  for (const std::string &head : heads)
    for (int i = 0; i < 12; ++i) {
      std::string text = head;
      for (int k = 0; k < 40; ++k)
        text.push_back(char(random()));
      if (head == kGraph)
        text = head, text[random() % head.size()] = char(random());
      Trial run;
      run.options.until = "simplify";
      tfc_code code = run.bytes(text);
      for (const Heard &heard : run.messages)
        EXPECT_EQ(heard.text.find('\n'), std::string::npos) << heard.text;
      if (code != TFC_OK) {
        EXPECT_NE(tfc_compiler_error()[0], '\0');
      }
    }
}

TEST(Compiler, CompilationsRunSideBySide) {
  std::string alone;
  {
    Trial run;
    ASSERT_EQ(run.bytes(kGraph), TFC_OK);
    alone = run.output(TFC_OUTPUT_OBJECT);
  }
  std::vector<std::thread> threads;
  std::vector<int> same(4);
  for (size_t i = 0; i < same.size(); ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 2; ++round) {
        Trial run, wrong;
        same[i] += run.bytes(kGraph) == TFC_OK &&
                   run.output(TFC_OUTPUT_OBJECT) == alone;
        same[i] += wrong.bytes("y = tf.nosuch()\n") == TFC_INVALID_ARGUMENT &&
                   wrong.messages.size() == 1;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(same, std::vector<int>({4, 4, 4, 4}));
}

TEST(Compiler, ListsItsPhases) {
  std::vector<std::string> names;
  const char *name, *summary;
  while (tfc_compiler_phase(uint32_t(names.size()), &name, &summary) == TFC_OK)
    names.push_back(name);
  EXPECT_EQ(names.front(), "import");
  EXPECT_EQ(names.back(), "llvm");
  EXPECT_NE(tfc_compiler_version()[0], '\0');
}

} // namespace

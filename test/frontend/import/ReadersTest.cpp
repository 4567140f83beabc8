// Every reader on small models that are as they should be, and on broken ones.
#include "../../runtime/checkpoint/BundleWriter.h"
#include "Samples.h"
#include "frontend/import/read/Model.h"
#include "ir/Dialect.h"
#include "ir/ElementTypes.h"

#include "llvm/Support/FileSystem.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

using namespace tfc;

namespace {

class ReadersTest : public ::testing::Test {
protected:
  void SetUp() override {
    folder = ::testing::TempDir() + "tfc_readers_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
  }

  ImportedModel read(const samples::Files &files,
                     const std::string &name = "") {
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(samples::write(folder, files));
    auto model = readModel(name.empty() ? folder : folder + "/" + name);
    if (model)
      return std::move(*model);
    ADD_FAILURE() << llvm::toString(model.takeError());
    return {};
  }

  /// The error without the folder in it; it must be one line.
  std::string readError(const samples::Files &files,
                        const std::string &name = "") {
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(samples::write(folder, files));
    auto model = readModel(name.empty() ? folder : folder + "/" + name);
    if (model)
      return "no error";
    std::string text = llvm::toString(model.takeError());
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
    EXPECT_EQ(text.find(folder), 0u) << text;
    return text.substr(folder.size());
  }

  static float asFloat(const TensorData &value, size_t index = 0) {
    float number = NAN;
    if (value.bytes.size() >= 4 * index + 4)
      memcpy(&number, value.bytes.data() + 4 * index, 4);
    return number;
  }

  std::string folder;
};

TEST(ElementTypesTest, AreTensorFlowsAndMLIRs) {
  mlir::MLIRContext context;
  context.loadDialect<TfcDialect>();
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, TENSORFLOW, ...)                 \
  {                                                                            \
    EXPECT_EQ(tensorflow::DataType_Name(tensorflow::DataType(NUMBER)),         \
              "DT_" + llvm::StringRef(TENSORFLOW).upper());                    \
    mlir::Type type = elementTypeOf(NUMBER, &context);                         \
    ASSERT_TRUE(type) << NAME;                                                 \
    ASSERT_EQ(findElementType(type), findElementType(llvm::StringRef(NAME)));  \
    EXPECT_EQ(formatElementType(type), NAME);                                  \
    if (type.isIntOrFloat())                                                   \
      EXPECT_EQ((type.getIntOrFloatBitWidth() + 7) / 8, unsigned(BYTES));      \
  }
#include "runtime/include/tfc/dtypes.def"
  EXPECT_FALSE(elementTypeOf(tensorflow::DT_RESOURCE, &context));
  EXPECT_FALSE(findElementType(mlir::IndexType::get(&context)));
}

TEST_F(ReadersTest, GraphDefs) {
  ImportedModel model =
      read({{"g", samples::graph().SerializeAsString()}}, "g");
  EXPECT_EQ(model.graph.node_size(), 15);
  EXPECT_TRUE(model.signatures.empty());
  EXPECT_TRUE(model.nodeLines.empty());
  model = read({{"g", "# a graph\n" + samples::graph().DebugString()}}, "g");
  EXPECT_EQ(model.graph.node_size(), 15);
  ASSERT_EQ(model.nodeLines.size(), 15u);
  EXPECT_EQ(model.nodeLines[0], 2);
}

void checkHalfPlusTwo(const ImportedModel &model, const char *input,
                      const char *output) {
  ASSERT_EQ(model.signatures.size(), 1u);
  const ModelSignature &signature = model.signatures[0];
  EXPECT_EQ(signature.name, "serving_default");
  ASSERT_EQ(signature.inputs.size(), 1u);
  EXPECT_EQ(signature.inputs[0].name, "x");
  EXPECT_EQ(signature.inputs[0].tensor, input);
  EXPECT_EQ(signature.inputs[0].dtype, tensorflow::DT_FLOAT);
  EXPECT_EQ(signature.inputs[0].shape, std::vector<int64_t>{-1});
  ASSERT_EQ(signature.outputs.size(), 1u);
  EXPECT_EQ(signature.outputs[0].name, "y");
  EXPECT_EQ(signature.outputs[0].tensor, output);
  EXPECT_EQ(model.initializers.size(), 1u);
}

TEST_F(ReadersTest, SavedModelsOfBothVersions) {
  for (bool version2 : {false, true}) {
    ImportedModel model = read(samples::savedModelFiles(version2));
    checkHalfPlusTwo(model, version2 ? "serving_default_x:0" : "x:0",
                     version2 ? "StatefulPartitionedCall:0" : "y:0");
    ASSERT_EQ(model.variables.size(), 2u);
    EXPECT_EQ(asFloat(model.variables["w"]), 0.5f);
    EXPECT_EQ(asFloat(model.variables["b"]), 2.0f);
    EXPECT_TRUE(model.variables["w"].shape.empty());
  }
}

TEST_F(ReadersTest, SavedModelByItsFileAndAsText) {
  samples::Files files = samples::savedModelFiles(true);
  EXPECT_EQ(read(files, "saved_model.pb").variables.size(), 2u);
  files.erase("saved_model.pb");
  files["saved_model.pbtxt"] =
      samples::savedModel(samples::metaGraph2()).DebugString();
  EXPECT_EQ(read(files).variables.size(), 2u);
  EXPECT_EQ(read(files, "saved_model.pbtxt").variables.size(), 2u);
}

// Without a function that restores, the objects' paths lead to the keys.
TEST_F(ReadersTest, VariablesByObjects) {
  tensorflow::MetaGraphDef meta = samples::metaGraph2();
  meta.mutable_graph_def()->mutable_library()->mutable_function()->RemoveLast();
  samples::Files files = samples::variables(true);
  files["saved_model.pb"] = samples::savedModel(meta).SerializeAsString();
  ImportedModel model = read(files);
  EXPECT_EQ(asFloat(model.variables["w"]), 0.5f);
  EXPECT_EQ(asFloat(model.variables["b"]), 2.0f);
}

TEST_F(ReadersTest, PartitionedVariables) {
  tensorflow::MetaGraphDef meta = samples::metaGraph1();
  for (tensorflow::NodeDef &node : *meta.mutable_graph_def()->mutable_node()) {
    auto &attributes = *node.mutable_attr();
    if (node.name() == "save/slices") {
      auto *tensor = attributes["value"].mutable_tensor();
      tensor->clear_string_val();
      tensor->add_string_val("2 3 0,2:1,1");
      tensor->add_string_val("2 3 1,1:0,3");
    }
    if (node.name() == "save/names")
      attributes["value"].mutable_tensor()->set_string_val(1, "bias");
    if (node.op() == "VariableV2")
      attributes.erase("shape");
  }
  checkpoint::BundleWriter writer;
  writer.add("bias", 1, {2, 3}, checkpoint::floats({0, 1, 2, 3, 4, 5}));
  auto contents = writer.contents();
  samples::Files files = {
      {"variables/variables.index", contents.index},
      {"variables/variables.data-00000-of-00001", contents.shards[0]},
      {"saved_model.pb", samples::savedModel(meta).SerializeAsString()}};
  ImportedModel model = read(files);
  EXPECT_EQ(model.variables["b"].shape, (std::vector<int64_t>{2, 1}));
  EXPECT_EQ(asFloat(model.variables["b"], 1), 4);
  EXPECT_EQ(model.variables["w"].shape, (std::vector<int64_t>{1, 3}));
  EXPECT_EQ(asFloat(model.variables["w"], 2), 5);
}

TEST_F(ReadersTest, ChoiceOfMetaGraph) {
  samples::Files files = samples::variables(false);
  tensorflow::SavedModel saved =
      samples::savedModel(samples::metaGraph1(), "train");
  files["saved_model.pb"] = saved.SerializeAsString();
  EXPECT_EQ(read(files).variables.size(), 2u); // the only one
  *saved.add_meta_graphs() = samples::metaGraph2();
  files["saved_model.pb"] = saved.SerializeAsString();
  EXPECT_EQ(readError(files), "/saved_model.pb: none of its graphs is tagged "
                              "'serve'; there are {train}, {}");
  saved.mutable_meta_graphs(1)->mutable_meta_info_def()->add_tags("serve");
  files = samples::variables(true);
  files["saved_model.pb"] = saved.SerializeAsString();
  EXPECT_EQ(read(files).variables.size(), 2u);
}

TEST_F(ReadersTest, MetaGraphs) {
  samples::Files files;
  for (auto &[name, content] : samples::variables(false))
    files["model" + name.substr(strlen("variables/variables"))] = content;
  files["model.meta"] = samples::metaGraph1().SerializeAsString();
  ImportedModel model = read(files, "model.meta");
  checkHalfPlusTwo(model, "x:0", "y:0");
  EXPECT_EQ(model.variables.size(), 2u);
  // Without a checkpoint beside it, and as text.
  model = read({{"m", samples::metaGraph1().DebugString()}}, "m");
  checkHalfPlusTwo(model, "x:0", "y:0");
  EXPECT_TRUE(model.variables.empty());
}

TEST_F(ReadersTest, SavedModelErrors) {
  samples::Files good = samples::savedModelFiles(false);
  auto without = [&](const char *name) {
    samples::Files files = good;
    files.erase(name);
    return files;
  };
  EXPECT_EQ(readError(without("saved_model.pb")),
            ": is no SavedModel: it holds neither saved_model.pb nor "
            "saved_model.pbtxt");
  EXPECT_EQ(readError(without("variables/variables.index")),
            "/variables/variables.index: is missing; it holds the value of "
            "variable 'w'");
  EXPECT_EQ(readError(without("variables/variables.data-00000-of-00001")),
            "/variables/variables.data-00000-of-00001: No such file or "
            "directory");
  samples::Files files = good;
  files["variables/variables.index"] = "nothing";
  EXPECT_EQ(readError(files), "/variables/variables.index: too short for a "
                              "table: 7 bytes");
  files = good;
  files["variables/variables.data-00000-of-00001"] = "12345678";
  EXPECT_EQ(readError(files),
            "/variables/variables: variable 'w': Checksum does not match for "
            "tensor scope/weight");
  files = good;
  files["saved_model.pb"] = "\x08\x01\xff";
  EXPECT_EQ(readError(files),
            "/saved_model.pb: is no SavedModel, or is damaged");
  files["saved_model.pb"] = "\x08\x01";
  EXPECT_EQ(readError(files), "/saved_model.pb: holds no graph");
}

TEST_F(ReadersTest, VariableErrors) {
  auto changed = [&](auto change) {
    tensorflow::MetaGraphDef meta = samples::metaGraph1();
    for (auto &node : *meta.mutable_graph_def()->mutable_node())
      change(node);
    samples::Files files = samples::variables(false);
    files["saved_model.pb"] = samples::savedModel(meta).SerializeAsString();
    return readError(files);
  };
  using Node = tensorflow::NodeDef;
  EXPECT_EQ(
      changed([](Node &node) {
        if (node.name() == "save/names")
          (*node.mutable_attr())["value"].mutable_tensor()->set_string_val(
              0, "gone\n");
      }),
      "/variables/variables: variable 'b': Key gone? not found in "
      "checkpoint");
  EXPECT_EQ(changed([](Node &node) {
              if (node.name() == "w")
                (*node.mutable_attr())["dtype"].set_type(tensorflow::DT_INT32);
            }),
            "/variables/variables: variable 'w': the checkpoint has another "
            "type under 'scope/weight'");
  EXPECT_EQ(
      changed([](Node &node) {
        if (node.name() == "w")
          (*node.mutable_attr())["shape"].mutable_shape()->add_dim()->set_size(
              3);
      }),
      "/variables/variables: variable 'w': the checkpoint has another "
      "shape under 'scope/weight'");
  EXPECT_EQ(
      changed([](Node &node) {
        if (node.name() == "save/slices")
          (*node.mutable_attr())["value"].mutable_tensor()->set_string_val(
              0, "9 0,1");
      }),
      "/variables/variables: variable 'w': the checkpoint has no slice "
      "'9 0,1' of 'scope/weight'");
}

TEST_F(ReadersTest, SignatureErrors) {
  tensorflow::MetaGraphDef meta = samples::metaGraph1();
  auto &input = (*(*meta.mutable_signature_def())["serving_default"]
                      .mutable_inputs())["x"];
  input.mutable_coo_sparse()->set_values_tensor_name("x:0");
  EXPECT_EQ(readError({{"m", meta.SerializeAsString()}}, "m"),
            "/m: signature 'serving_default': 'x' is a sparse tensor, which is "
            "not supported");
  input.set_name("");
  EXPECT_EQ(readError({{"m", meta.SerializeAsString()}}, "m"),
            "/m: signature 'serving_default': 'x' names no tensor");
}

TEST_F(ReadersTest, Tfjs) {
  ImportedModel model = read(samples::tfjsFiles(), "model.json");
  EXPECT_EQ(model.graph.node_size(), 11);
  ASSERT_EQ(model.signatures.size(), 1u);
  EXPECT_EQ(model.signatures[0].name, "serving_default");
  ASSERT_EQ(model.signatures[0].outputs.size(), 1u);
  EXPECT_EQ(model.signatures[0].outputs[0].name, "Identity");
  EXPECT_EQ(model.signatures[0].outputs[0].shape,
            (std::vector<int64_t>{-1, 2}));
  ASSERT_EQ(model.constants.size(), 4u);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(asFloat(model.constants["w"], i), i - 1);
  EXPECT_EQ(model.constants["w"].shape, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(asFloat(model.constants["b"], 0), 1);
  EXPECT_EQ(asFloat(model.constants["b"], 1), -2);
  EXPECT_EQ(asFloat(model.constants["scale"]), 3);
  // Stored with 32 bits, of 64 in the graph.
  EXPECT_EQ(model.constants["axis"].dtype, tensorflow::DT_INT64);
  EXPECT_EQ(model.constants["axis"].bytes, std::string("\1\0\0\0\0\0\0\0", 8));
  for (const tensorflow::NodeDef &node : model.graph.node()) {
    if (node.name() == "dense") {
      EXPECT_EQ(node.attr().at("_fused_ops").list().s(1), "Relu");
    }
    if (node.name() == "sub") {
      EXPECT_EQ(node.attr().at("_tag").s(), "Hi");
    }
  }
}

TEST_F(ReadersTest, TfjsErrors) {
  auto changed = [&](const std::string &from, const std::string &to) {
    samples::Files files = samples::tfjsFiles();
    std::string &text = files["model.json"];
    size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos)
      text.replace(at, from.size(), to);
    return readError(files, "model.json");
  };
  const char *shard = "\"group1-shard2of2.bin\"";
  EXPECT_EQ(changed(shard, "\"../x.bin\""),
            "/model.json: weightsManifest: the path '../x.bin' does not stay "
            "in the model's folder");
  EXPECT_EQ(changed(shard, "\"/etc/passwd\""),
            "/model.json: weightsManifest: the path '/etc/passwd' does not "
            "stay in the model's folder");
  EXPECT_EQ(changed(shard, "\"group1-shard1of2.bin\""),
            "/model.json: weightsManifest: the path 'group1-shard1of2.bin' "
            "occurs twice");
  EXPECT_EQ(changed(shard, "\"gone.bin\""),
            "/gone.bin: No such file or directory");
  EXPECT_EQ(changed("\"shape\": [2, 2], \"dtype\"",
                    "\"shape\": [1000000, 1000000], \"dtype\""),
            "/model.json: weightsManifest: weight 'w': the files of the group "
            "hold 33 bytes, and at byte 0 1000000000000 more are needed");
  EXPECT_EQ(
      changed("\"shape\": [2, 2], \"dtype\"", "\"shape\": [-2, 2], \"dtype\""),
      "/model.json: weightsManifest: weight 'w': its shape is no list of "
      "sizes, or is too large");
  EXPECT_EQ(changed("\"shape\": [2], \"dtype\": \"string\"",
                    "\"shape\": [4000000000], \"dtype\": \"string\""),
            "/model.json: weightsManifest: weight 'unused/words': 4000000000 "
            "strings do not fit into the files");
  EXPECT_EQ(
      changed("\"shape\": [2, 2], \"dtype\"", "\"shape\": [4], \"dtype\""),
      "/model.json: constant 'w': its weight is of another shape");
  EXPECT_EQ(changed("{\"name\": \"scale\", \"shape\": []",
                    "{\"name\": \"scales\", \"shape\": []"),
            "/model.json: constant 'scale': it has no value, nor a weight of "
            "its name");
  EXPECT_EQ(changed("\"uint8\", \"scale\": 0.5", "\"uint8\", \"scal\": 0.5"),
            "/model.json: weightsManifest: weight 'w': a quantised weight "
            "without its scale and min");
  EXPECT_EQ(changed("\"graph-model\"", "\"layers-model\""),
            "/model.json: is a layers model of TensorFlow.js; tfc reads graph "
            "models (tensorflowjs_converter "
            "--output_format=tfjs_graph_model)");
  EXPECT_EQ(changed("\"modelTopology\"", "\"other\""),
            "/model.json: is no model of TensorFlow.js: it has no "
            "modelTopology");
  EXPECT_EQ(changed("{\"name\": \"x\", \"op\"", "[\"name\", \"op\""),
            "/model.json: is no JSON: [7:16, byte=380]: Expected , or ] after "
            "array element");
  EXPECT_EQ(readError({{"m", "{\"a\": " + std::string(100000, '[')}}, "m"),
            "/m: JSON nested too deeply");
}

/// Every model below TFC_MODELS that a reader is for.
TEST_F(ReadersTest, RealModels) {
  const char *given = getenv("TFC_MODELS");
  std::string models = given ? given : TFC_MODELS;
  if (!std::filesystem::is_directory(models))
    GTEST_SKIP() << "no folder " << models << " (set TFC_MODELS)";
  int count = 0;
  for (auto &file : std::filesystem::recursive_directory_iterator(models)) {
    std::string name = file.path().filename().string();
    std::string extension = file.path().extension().string();
    if (name.find(".config.") != std::string::npos ||
        (extension != ".pb" && extension != ".pbtxt" && extension != ".meta" &&
         name != "model.json"))
      continue;
    bool isFolder = name.find("saved_model") == 0;
    auto model = readModel(isFolder ? file.path().parent_path().string()
                                    : file.path().string());
    ++count;
    if (!model) {
      ADD_FAILURE() << llvm::toString(model.takeError());
      continue;
    }
    EXPECT_GT(model->graph.node_size(), 0) << file.path();
    if (isFolder || name == "model.json") {
      EXPECT_FALSE(model->signatures.empty()) << file.path();
    }
    if (isFolder) {
      EXPECT_FALSE(model->variables.empty()) << file.path();
    }
    if (file.path().string().find("half_plus_two/") != std::string::npos) {
      EXPECT_EQ(asFloat(model->variables["a"]), 0.5f);
      EXPECT_EQ(asFloat(model->variables["b"]), 2.0f);
    }
  }
  EXPECT_GT(count, 0);
}

} // namespace

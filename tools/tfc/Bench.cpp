//===- Bench.cpp - tfc bench: how fast a graph is -------------------------===//
//
// Times the very object that `tfc compile` would write: each signature as one
// call, then the segments that it would run as by demand.
//
//===----------------------------------------------------------------------===//
#include "runtime/include/tfc/tfc.hpp"
#include "tools/tfc/Options.h"
#include "tools/tfc/Peak.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

#include <chrono>
#include <cmath>
#include <thread>

namespace cl = llvm::cl;
using llvm::format;

namespace tfc::cli {
namespace {

cl::opt<std::string> signatureName("signature",
                                   cl::desc("Only this one (default: all)"),
                                   cl::value_desc("S"),
                                   cl::sub(benchCommand()));
cl::opt<int64_t> batch("batch",
                       cl::desc("What unknown dimensions are (default 1)"),
                       cl::value_desc("N"), cl::init(1),
                       cl::sub(benchCommand()));
cl::opt<unsigned> threads("threads",
                          cl::desc("Threads to use (default: all CPUs)"),
                          cl::value_desc("N"), cl::init(0),
                          cl::sub(benchCommand()));
cl::opt<double> seconds("seconds",
                        cl::desc("How long to time each one (default 1)"),
                        cl::value_desc("S"), cl::init(1.0),
                        cl::sub(benchCommand()));
cl::opt<bool> json("json", cl::desc("Print one JSON object"),
                   cl::sub(benchCommand()));

using Samples = std::vector<double>; // milliseconds
using Profile = llvm::MapVector<const tfc_segment_info *, Samples>;

struct Row {
  std::string name;
  Samples times; ///< Sorted.
  double flops = 0;

  double median() const { return times[times.size() / 2]; }
  double minimum() const { return times.front(); }
  /// 0 where the time is too short to tell.
  double gflops() const { return median() > 0 ? flops / median() * 1e-6 : 0.0; }
};

struct SignatureResult {
  Row whole;
  std::vector<Row> segments;
  double sum = 0; ///< Over the first output of the first run.
  bool hasSum = false;
};

/// Input k, element i: (((i+1+k*7919) * 2654435761 mod 2^32) >> 8) / 2^23 - 1,
/// as ONNX Runtime, PyTorch and TensorFlow.js are fed for comparison; integers
/// are i mod 10, for labels.
void fill(Tensor &tensor, size_t k) {
  int64_t count = tensor.elements();
  auto value = [&](int64_t i) {
    uint32_t hash = uint32_t(i + 1 + int64_t(k) * 7919) * 2654435761u;
    return double(hash >> 8) / 8388608.0 - 1.0;
  };
  switch (tensor.dtype()) {
  case TFC_FLOAT32:
    for (int64_t i = 0; i < count; ++i)
      tensor.data<float>()[i] = float(value(i));
    break;
  case TFC_FLOAT64:
    for (int64_t i = 0; i < count; ++i)
      tensor.data<double>()[i] = value(i);
    break;
  case TFC_INT32:
    for (int64_t i = 0; i < count; ++i)
      tensor.data<int32_t>()[i] = int32_t(i % 10);
    break;
  case TFC_INT64:
    for (int64_t i = 0; i < count; ++i)
      tensor.data<int64_t>()[i] = i % 10;
    break;
  default: // zeros
    break;
  }
}

/// sum |y_i| * (1 + i mod 7): equal sums, same result.
template <typename T>
double weightedSum(const TensorView &tensor) {
  double sum = 0;
  for (int64_t i = 0; i < tensor.elements(); ++i)
    sum += std::fabs(double(tensor.data<T>()[i])) * double(1 + i % 7);
  return sum;
}

class Benchmark {
public:
  Benchmark(const tfc_program &program) : program(program), session(open()) {}

  Status prepare() {
    if (Status status = session.status(); !status)
      return status;
    return session.initialize();
  }

  Status time(const tfc_signature_info &signature, SignatureResult &result) {
    makeInputs(signature);
    if (Status status = timeWhole(signature, result); !status)
      return status;
    return timeSegments(signature, result);
  }

private:
  Session open() {
    Options options;
    options.threads = threads;
    options.profile = [](void *self, const tfc_segment_info *segment,
                         int64_t nanoseconds) {
      (*static_cast<Profile *>(self))[segment].push_back(double(nanoseconds) *
                                                         1e-6);
    };
    options.profile_argument = &profile;
    return Session(program, options);
  }

  void makeInputs(const tfc_signature_info &signature) {
    inputs.clear();
    dynamic = false;
    for (uint32_t k = 0; k < signature.num_inputs; ++k) {
      const tfc_tensor_info &info = program.tensors[signature.inputs[k].tensor];
      std::vector<int64_t> shape(info.shape, info.shape + info.rank);
      for (int64_t &dim : shape) {
        dynamic |= dim < 0;
        dim = dim < 0 ? int64_t(batch) : dim;
      }
      inputs.emplace_back(info.dtype, Shape(shape));
      fill(inputs.back(), k);
    }
  }

  /// Runs until the time is over, a few times at least. The first runs, which
  /// touch memory for the first time, do not count.
  template <typename Call>
  Status repeat(Call &&call, Samples &times) {
    using Clock = std::chrono::steady_clock;
    constexpr int kWarmUp = 3, kLeast = 5;
    Clock::time_point begin;
    for (int run = 0;; ++run) {
      if (run == kWarmUp) {
        profile.clear();
        begin = Clock::now();
      }
      Clock::time_point start = Clock::now();
      if (Status status = call(); !status)
        return status;
      if (run < kWarmUp)
        continue;
      Clock::time_point end = Clock::now();
      times.push_back(
          std::chrono::duration<double, std::milli>(end - start).count());
      if (run >= kWarmUp + kLeast &&
          std::chrono::duration<double>(end - begin).count() > seconds)
        break;
    }
    llvm::sort(times);
    return Status();
  }

  Status timeWhole(const tfc_signature_info &signature,
                   SignatureResult &result) {
    uint32_t index = uint32_t(&signature - program.signatures);
    std::vector<tfc_tensor> fed, outputs(signature.num_outputs);
    // A tfc_tensor points at its view's shape.
    std::vector<TensorView> views;
    for (const Tensor &input : inputs)
      views.push_back(input.view());
    for (const TensorView &view : views)
      fed.push_back(view.c());
    result.whole.name = signature.name;
    if (signature.segment)
      result.whole.flops = flopsOf(*signature.segment);
    bool first = true;
    return repeat(
        [&] {
          for (tfc_tensor &output : outputs)
            output = tfc_tensor{};
          Status status = session.call(index, fed.data(), outputs.data());
          if (status && first && !outputs.empty())
            takeSum(TensorView(outputs[0]), result);
          first = false;
          return status;
        },
        result.whole.times);
  }

  void takeSum(const TensorView &output, SignatureResult &result) {
    result.hasSum = true;
    switch (output.dtype()) {
    case TFC_FLOAT32:
      result.sum = weightedSum<float>(output);
      break;
    case TFC_FLOAT64:
      result.sum = weightedSum<double>(output);
      break;
    case TFC_INT32:
      result.sum = weightedSum<int32_t>(output);
      break;
    case TFC_INT64:
      result.sum = weightedSum<int64_t>(output);
      break;
    default:
      result.hasSum = false;
    }
  }

  Status timeSegments(const tfc_signature_info &signature,
                      SignatureResult &result) {
    std::vector<Feed> feeds;
    std::vector<const char *> fetches, targets;
    for (uint32_t k = 0; k < signature.num_inputs; ++k)
      feeds.push_back(
          {program.tensors[signature.inputs[k].tensor].name, inputs[k].view()});
    for (uint32_t k = 0; k < signature.num_outputs; ++k) {
      const tfc_argument_info &output = signature.outputs[k];
      fetches.push_back(output.tensor != TFC_NONE
                            ? program.tensors[output.tensor].name
                            : program.variables[output.variable].name);
    }
    for (uint32_t k = 0; k < signature.num_targets; ++k)
      targets.push_back(program.tensors[signature.targets[k]].name);
    for (const std::vector<const char *> *names : {&fetches, &targets})
      if (llvm::is_contained(*names, nullptr))
        return Status(); // no way to ask for it by name
    Samples ignored;
    Status status = repeat(
        [&] { return session.run(fetches, feeds, targets).status(); }, ignored);
    for (auto &[segment, times] : profile) {
      Row row{segment->name, times, flopsOf(*segment)};
      llvm::sort(row.times);
      result.segments.push_back(std::move(row));
    }
    return status;
  }

  /// The object counts with unknown dimensions 1, nearly always the batch.
  double flopsOf(const tfc_segment_info &segment) const {
    return segment.flops * (dynamic ? double(batch) : 1.0);
  }

  const tfc_program &program;
  Profile profile;
  Session session;
  std::vector<Tensor> inputs;
  bool dynamic = false;
};

unsigned threadCount() {
  return threads ? unsigned(threads) : std::thread::hardware_concurrency();
}

void printRow(const Row &row, double peak, llvm::StringRef indent) {
  std::string name = (indent + row.name).str();
  llvm::outs() << llvm::left_justify(name, 28)
               << format("%10.4f %10.4f %9.2f", row.median(), row.minimum(),
                         row.gflops());
  if (peak > 0)
    llvm::outs() << format(" %6.1f%%", 100 * row.gflops() / peak);
  llvm::outs() << "\n";
}

void printTable(const std::vector<SignatureResult> &results, double peak) {
  llvm::outs() << "batch " << int64_t(batch) << ", threads " << threadCount();
  if (peak > 0)
    llvm::outs() << format(", f32 peak of the threads %.1f GFLOP/s", peak);
  llvm::outs() << "\n"
               << llvm::left_justify("signature", 28)
               << " median ms     min ms   GFLOP/s"
               << (peak > 0 ? "    peak" : "") << "\n";
  for (const SignatureResult &result : results) {
    printRow(result.whole, peak, "");
    for (const Row &row : result.segments)
      printRow(row, peak, "  ");
    llvm::outs() << format("  n=%zu", result.whole.times.size());
    if (result.hasSum)
      llvm::outs() << format(" sum=%.7g", result.sum);
    llvm::outs() << "\n";
  }
}

void printJson(const std::vector<SignatureResult> &results, double peak) {
  llvm::json::OStream out(llvm::outs(), 2);
  auto writeRow = [&](const Row &row) {
    out.attribute("name", row.name);
    out.attribute("median_ms", row.median());
    out.attribute("min_ms", row.minimum());
    out.attribute("runs", int64_t(row.times.size()));
    out.attribute("gflops", row.gflops());
  };
  out.object([&] {
    out.attribute("batch", int64_t(batch));
    out.attribute("threads", int64_t(threadCount()));
    out.attribute("peak_gflops", peak);
    out.attributeArray("signatures", [&] {
      for (const SignatureResult &result : results)
        out.object([&] {
          writeRow(result.whole);
          if (result.hasSum)
            out.attribute("sum", result.sum);
          out.attributeArray("segments", [&] {
            for (const Row &row : result.segments)
              out.object([&] { writeRow(row); });
          });
        });
    });
  });
  llvm::outs() << "\n";
}

} // namespace

int benchMain() {
  Request request;
  if (!request.isGood())
    return request.exitCode();
  if (batch < 1)
    return usageError("--batch expects a number from 1 on");
  Loaded loaded = request.load();
  if (!loaded)
    return request.exitCode();
  const tfc_program &program = *tfc_loaded_program(loaded.get());

  std::vector<const tfc_signature_info *> chosen;
  for (uint32_t i = 0; i < program.num_signatures; ++i)
    if (signatureName.empty() || signatureName == program.signatures[i].name)
      chosen.push_back(&program.signatures[i]);
  if (chosen.empty())
    return failure(graphPath() + ": " +
                   (signatureName.empty()
                        ? std::string("has no signature to time; declare one "
                                      "with tf.signature")
                        : "has no signature '" + signatureName + "'"));

  Benchmark benchmark(program);
  if (Status status = benchmark.prepare(); !status)
    return failure(status.toString());
  std::vector<SignatureResult> results(chosen.size());
  for (size_t i = 0; i < chosen.size(); ++i)
    if (Status status = benchmark.time(*chosen[i], results[i]); !status)
      return failure(llvm::Twine(chosen[i]->name) + ": " + status.toString());
  double peak = measurePeakGflops() * threadCount();
  if (json)
    printJson(results, peak);
  else
    printTable(results, peak);
  return kSuccess;
}

} // namespace tfc::cli

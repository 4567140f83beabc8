//===- TestRegistry.cpp - Facet examples as JSON for the tests ------------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/Support/JSON.h"
#include "llvm/TableGen/Error.h"

using namespace llvm;
using namespace tfc;

/// One input of an example: "x=f32[3,4]", perhaps with a range ":0.1:2".
static json::Object parseInput(StringRef text, const FacetOp &op) {
  auto fail = [&] {
    PrintFatalError(&op.def(), "op " + op.mnemonic() + ": example input '" +
                                   text + "' is not like x=f32[3,4]:-2:2");
  };
  auto [name, rest] = text.split('=');
  size_t open = rest.find('['), close = rest.find(']');
  if (name.empty() || open == StringRef::npos || close == StringRef::npos)
    fail();
  StringRef type = rest.take_front(open);
  json::Array shape;
  SmallVector<StringRef> dims;
  rest.slice(open + 1, close).split(dims, ',', -1, /*KeepEmpty=*/false);
  for (StringRef dim : dims) {
    int64_t size;
    if (dim.trim().getAsInteger(10, size))
      fail();
    shape.push_back(size);
  }
  double low = type.starts_with("f") ? -2 : 0;
  double high = type.starts_with("f") ? 2 : type == "bool" ? 1 : 5;
  StringRef range = rest.drop_front(close + 1);
  if (!range.empty()) {
    auto [from, to] = range.drop_front().split(':');
    if (range[0] != ':' || from.getAsDouble(low) || to.getAsDouble(high))
      fail();
  }
  return json::Object{{"name", name},
                      {"type", type},
                      {"shape", std::move(shape)},
                      {"low", low},
                      {"high", high}};
}

/// An object per op: its name, its examples, and of its gradient either
/// nothing or the reason why there is none.
static bool emitRegistry(const RecordKeeper &records, raw_ostream &os) {
  json::Array registry;
  for (const FacetOp &op : readFacetOps(records)) {
    json::Array examples;
    for (const Record *example : op.def().getValueAsListOfDefs("examples")) {
      json::Array inputs;
      SmallVector<StringRef> texts;
      example->getValueAsString("inputs").split(texts, ' ', -1,
                                                /*KeepEmpty=*/false);
      for (StringRef text : texts)
        inputs.push_back(parseInput(text, op));
      examples.push_back(
          json::Object{{"inputs", std::move(inputs)},
                       {"call", example->getValueAsString("call")},
                       {"numpy", example->getValueAsString("numpy")}});
    }
    registry.push_back(
        json::Object{{"op", op.mnemonic()},
                     {"not_differentiable", op.text("notDifferentiable")},
                     {"gradient_missing", op.flag("gradientMissing")},
                     {"examples", std::move(examples)}});
  }
  os << formatv("{0:2}\n", json::Value(std::move(registry)));
  return false;
}

static mlir::GenRegistration gen("gen-test-registry",
                                 "Examples of every op as JSON", emitRegistry);

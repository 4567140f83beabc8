//===- NodeImport.cpp - What the importer of one op sees ------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/CreateOp.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "ir/ops/strings.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;
using tensorflow::AttrValue;

namespace tfc {

InFlightDiagnostic NodeImport::error() const {
  InFlightDiagnostic report = node.error();
  report << "op '" << node.op() << "': ";
  return report;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

LogicalResult NodeImport::expectInputs(unsigned count) const {
  if (numInputs() == count)
    return success();
  return error() << "takes " << count << " inputs, got " << numInputs();
}
LogicalResult NodeImport::expectInputsAtLeast(unsigned count) const {
  if (numInputs() >= count)
    return success();
  return error() << "takes " << count << " inputs at least, got "
                 << numInputs();
}

const Output *NodeImport::input(int k) const {
  unsigned index = k < 0 ? numInputs() + k : k;
  if (index >= numInputs())
    return nullptr;
  Edge edge = node.inputs[index];
  return &scope.results[edge.node].outputs[edge.output];
}

FailureOr<Value> NodeImport::tensor(int k) {
  const Output *given = input(k);
  if (!given)
    return error() << "lacks input " << k;
  if (given->isTensor())
    return given->value;
  if (given->isVariable())
    return make<ReadVariableOp>(given->value);
  return error() << "input " << k << " is no tensor";
}

FailureOr<SmallVector<Value>> NodeImport::tensors(unsigned begin,
                                                  unsigned end) {
  SmallVector<Value> values;
  for (unsigned k = begin; k < end; ++k) {
    FailureOr<Value> value = tensor(k);
    if (failed(value))
      return failure();
    values.push_back(*value);
  }
  return values;
}

FailureOr<Value> NodeImport::variable(int k) {
  const Output *given = input(k);
  if (given && given->isVariable())
    return given->value;
  return error() << "input " << k << " is no variable";
}

FailureOr<ArrayRef<std::string>> NodeImport::strings(int k) {
  const Output *given = input(k);
  if (auto *object = given ? dyn_cast_if_present<StringsObject>(
                                 given->object.get())
                           : nullptr)
    return ArrayRef<std::string>(object->values);
  return error() << "input " << k << " must be a constant of strings";
}

DenseElementsAttr constantElements(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    DenseElementsAttr elements;
    if (matchPattern(value, m_Constant(&elements)))
      return elements;
    if (!isa<IdentityOp, StopGradientOp, WithDependenciesOp>(op))
      return {};
    value = op->getOperand(0);
  }
  return {};
}

static std::optional<SmallVector<int64_t>> knownInts(Value value) {
  SmallVector<int64_t> result;
  if (!isa<IntegerType>(shape::elementOf(value)))
    return std::nullopt;
  if (DenseElementsAttr elements = constantElements(value)) {
    if (elements.getNumElements() > (1 << 20))
      return std::nullopt;
    bool isUnsigned = elements.getElementType().isUnsignedInteger() ||
                      elements.getElementType().isInteger(1);
    for (const APInt &element : elements.getValues<APInt>())
      result.push_back(isUnsigned ? int64_t(element.getZExtValue())
                                  : element.getSExtValue());
    return result;
  }
  auto known = knownElements(value);
  if (!known)
    return std::nullopt;
  for (std::optional<int64_t> element : *known) {
    if (!element)
      return std::nullopt;
    result.push_back(*element);
  }
  return result;
}

bool NodeImport::isConstant(int k) {
  const Output *given = input(k);
  return given && given->isTensor() &&
         (constantElements(given->value) || knownInts(given->value));
}

FailureOr<SmallVector<int64_t>> NodeImport::constantInts(int k) {
  FailureOr<Value> value = tensor(k);
  if (failed(value))
    return failure();
  if (!isa<IntegerType>(shape::elementOf(*value)))
    return error() << "input " << k << " must be integers, got "
                   << formatElementType(value->getType());
  if (auto known = knownInts(*value))
    return *known;
  return error() << "input " << k
                 << " must be known when compiling, but depends on a run";
}

FailureOr<int64_t> NodeImport::constantInt(int k) {
  FailureOr<SmallVector<int64_t>> values = constantInts(k);
  if (failed(values))
    return failure();
  if (values->size() != 1)
    return error() << "input " << k << " must be one number, got "
                   << values->size();
  return values->front();
}

FailureOr<SmallVector<double>> NodeImport::constantFloats(int k) {
  FailureOr<Value> value = tensor(k);
  if (failed(value))
    return failure();
  SmallVector<double> result;
  if (!isa<FloatType>(shape::elementOf(*value))) {
    FailureOr<SmallVector<int64_t>> ints = constantInts(k);
    if (failed(ints))
      return failure();
    result.append(ints->begin(), ints->end());
    return result;
  }
  DenseElementsAttr elements = constantElements(*value);
  if (!elements || elements.getNumElements() > (1 << 20))
    return error() << "input " << k
                   << " must be known when compiling, but depends on a run";
  for (const APFloat &element : elements.getValues<APFloat>())
    result.push_back(element.convertToDouble());
  return result;
}

FailureOr<double> NodeImport::constantFloat(int k) {
  FailureOr<SmallVector<double>> values = constantFloats(k);
  if (failed(values))
    return failure();
  if (values->size() != 1)
    return error() << "input " << k << " must be one number, got "
                   << values->size();
  return values->front();
}

bool NodeImport::takes(unsigned k) const {
  if (k == 0 || scope.takesAll)
    return true;
  auto found = scope.taken.find(&node);
  return found != scope.taken.end() && found->second.contains(k);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// The attribute if it is of `kind`; null if it is absent and may be.
static FailureOr<const AttrValue *> find(const NodeImport &node, StringRef name,
                                         AttrValue::ValueCase kind,
                                         const char *what, bool mayBeAbsent) {
  const AttrValue *value = node.node.attribute(name);
  if (!value && mayBeAbsent)
    return value;
  if (!value)
    return node.error() << "lacks attribute '" << name << "'";
  if (value->value_case() != kind)
    return node.error() << "attribute '" << name << "' must be " << what;
  return value;
}

FailureOr<int64_t> NodeImport::intAttr(StringRef name,
                                       std::optional<int64_t> absent) {
  auto value = find(*this, name, AttrValue::kI, "an integer", bool(absent));
  if (failed(value))
    return failure();
  return *value ? (*value)->i() : *absent;
}
FailureOr<double> NodeImport::floatAttr(StringRef name,
                                        std::optional<double> absent) {
  auto value = find(*this, name, AttrValue::kF, "a number", bool(absent));
  if (failed(value))
    return failure();
  return *value ? double((*value)->f()) : *absent;
}
FailureOr<bool> NodeImport::boolAttr(StringRef name,
                                     std::optional<bool> absent) {
  auto value = find(*this, name, AttrValue::kB, "true or false",
                    absent.has_value());
  if (failed(value))
    return failure();
  return *value ? (*value)->b() : *absent;
}
FailureOr<StringRef> NodeImport::stringAttr(StringRef name,
                                            std::optional<StringRef> absent) {
  auto value =
      find(*this, name, AttrValue::kS, "a string", absent.has_value());
  if (failed(value))
    return failure();
  return *value ? StringRef((*value)->s()) : *absent;
}
FailureOr<SmallVector<int64_t>>
NodeImport::intsAttr(StringRef name,
                     std::optional<ArrayRef<int64_t>> absent) {
  auto value = find(*this, name, AttrValue::kList, "a list of integers",
                    absent.has_value());
  if (failed(value))
    return failure();
  if (!*value)
    return llvm::to_vector(*absent);
  const auto &list = (*value)->list();
  if (list.s_size() || list.f_size() || list.b_size() || list.type_size() ||
      list.shape_size() || list.tensor_size() || list.func_size())
    return error() << "attribute '" << name << "' must be a list of integers";
  return SmallVector<int64_t>(list.i().begin(), list.i().end());
}
FailureOr<tensorflow::DataType> NodeImport::dataTypeAttr(StringRef name) {
  auto value = find(*this, name, AttrValue::kType, "a type", false);
  if (failed(value))
    return failure();
  return withoutReference((*value)->type());
}
FailureOr<Type> NodeImport::typeAttr(StringRef name) {
  FailureOr<tensorflow::DataType> dtype = dataTypeAttr(name);
  if (failed(dtype))
    return failure();
  if (Type type = elementType(*dtype, context()))
    return type;
  return error() << "type " << formatDataType(*dtype) << " is not supported";
}
FailureOr<std::optional<SmallVector<int64_t>>>
NodeImport::shapeAttr(StringRef name) {
  auto value = find(*this, name, AttrValue::kShape, "a shape", true);
  if (failed(value))
    return failure();
  std::optional<SmallVector<int64_t>> shape;
  if (!*value)
    return shape;
  std::string problem;
  shape = readShape((*value)->shape(), problem);
  if (!problem.empty())
    return error() << "attribute '" << name << "': " << problem;
  if (shape)
    for (int64_t &size : *shape)
      size = size < 0 ? ShapedType::kDynamic : size;
  return shape;
}
FailureOr<StringRef> NodeImport::dataFormat() {
  return stringAttr("data_format", StringRef("NHWC"));
}
FailureOr<const tensorflow::NameAttrList *>
NodeImport::functionAttr(StringRef name) {
  auto value = find(*this, name, AttrValue::kFunc, "a function", false);
  if (failed(value))
    return failure();
  return &(*value)->func();
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

FailureOr<Operation *> NodeImport::create(StringRef op, ValueRange operands,
                                          NamedAttrList attributes) {
  return createTyped(op, {}, operands, std::move(attributes));
}

FailureOr<Operation *> NodeImport::createTyped(StringRef name, TypeRange types,
                                               ValueRange operands,
                                               NamedAttrList attributes) {
  // What goes wrong below is told as an error of the node.
  std::string problem;
  Operation *op = nullptr;
  {
    ScopedDiagnosticHandler collect(context(), [&](Diagnostic &diagnostic) {
      if (problem.empty())
        problem = diagnostic.str();
      return success();
    });
    OperationState state(node.loc, name);
    state.addOperands(operands);
    state.addTypes(types);
    state.attributes = std::move(attributes);
    if (!types.empty() || succeeded(inferResultTypes(state))) {
      op = builder.create(state);
      if (failed(verify(op, /*verifyRecursively=*/false))) {
        op->erase();
        op = nullptr;
      }
    }
  }
  if (op)
    return op;
  // The verifier lists all the types that there might be.
  bool hasStrings = llvm::any_of(operands, [](Value operand) {
    return isa<StringType>(getElementTypeOrSelf(operand.getType()));
  });
  if (hasStrings && StringRef(problem).contains("must be ranked tensor"))
    return error() << "takes no tensors of strings";
  StringRef text = problem;
  if (text.consume_front(("'" + name + "' op ").str()))
    text.consume_front("failed to verify that ");
  return error() << (text.empty() ? StringRef("is not valid") : text);
}

FailureOr<Value> NodeImport::constant(ElementsAttr value) {
  return make<ConstantOp>({}, attr("value", value));
}

FailureOr<Value> NodeImport::constant(ArrayRef<std::string> strings,
                                      ArrayRef<int64_t> shape) {
  SmallVector<StringRef> values(strings.begin(), strings.end());
  NamedAttrList attributes;
  attributes.append(attr("values", builder.getStrArrayAttr(values)));
  attributes.append(attr("shape", shape));
  return make<StringConstantOp>({}, attributes);
}

LogicalResult NodeImport::addStrings(std::vector<std::string> strings,
                                     ArrayRef<int64_t> shape) {
  FailureOr<Value> value = constant(strings, shape);
  if (failed(value))
    return failure();
  auto object = std::make_shared<StringsObject>();
  object->values = std::move(strings);
  addOutput(Output{*value, std::move(object)});
  return success();
}

FailureOr<Value> NodeImport::constantVector(ArrayRef<int64_t> values) {
  return constant(DenseElementsAttr::get(
      RankedTensorType::get(values.size(), builder.getI64Type()), values));
}

/// A splat of `value`; integers are cut to their range.
static DenseElementsAttr splat(RankedTensorType type, double value) {
  Type element = type.getElementType();
  if (auto number = dyn_cast<FloatType>(element)) {
    APFloat converted(value);
    bool lost = false;
    converted.convert(number.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                      &lost);
    return DenseElementsAttr::get(type, converted);
  }
  unsigned width = element.getIntOrFloatBitWidth();
  return DenseElementsAttr::get(
      type, APInt(64, uint64_t(int64_t(value)), true).sextOrTrunc(width));
}

FailureOr<Value> NodeImport::scalar(double value, Type element) {
  if (auto complex = dyn_cast<ComplexType>(element)) {
    FailureOr<Value> real = scalar(value, complex.getElementType());
    return failed(real) ? real : cast(*real, element);
  }
  if (isa<StringType>(element) && value == 0)
    return constant(std::string(), {});
  if (!element.isIntOrFloat())
    return error() << "cannot stand on " << formatElementType(element);
  return constant(splat(RankedTensorType::get({}, element), value));
}

FailureOr<Value> NodeImport::filled(Value shape, double value, Type element) {
  FailureOr<Value> one = scalar(value, element);
  if (failed(one))
    return failure();
  return make<FillOp>({shape, *one});
}

FailureOr<Value> NodeImport::transposed(Value x, ArrayRef<int64_t> perm) {
  return make<TransposeOp>(x, attr("perm", perm));
}

FailureOr<Value> NodeImport::cast(Value x, Type element) {
  if (shape::elementOf(x) == element)
    return x;
  return make<CastOp>(x, attr("dtype", TypeAttr::get(element)));
}

} // namespace tfc

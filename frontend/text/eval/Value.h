// The values that expressions of .tfg have while the graph is built: Python's
// plain values, and handles to parts of the graph.
#ifndef TFC_FRONTEND_TEXT_EVAL_VALUE_H
#define TFC_FRONTEND_TEXT_EVAL_VALUE_H

#include "frontend/text/syntax/Ast.h"

#include "mlir/IR/Types.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"

#include <cassert>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace tfc::text {

struct Builtin;
struct Environment;
struct Value;

enum class ValueKind : uint8_t {
  None,
  Bool,
  Int,
  Float,
  String,
  List,
  Tuple,
  Dict,
  Slice,
  Ellipsis,
  Tensor,
  Variable,
  Operation,
  DType,
  Shape,
  Function,
  Builtin,
  Method,
  Module,
  Object,
};

/// A tf.Variable.
struct VariableObject {
  std::string name;
  mlir::Value handle;       // !tfc.variable
  mlir::Value initialValue; // a tensor
  mlir::Value initializer;  // the result of the assign that initialises it
  mlir::Value lastRead;     // null after an assign: reads follow program order
  bool trainable = true;
  bool hasRead = false; // a read named <name>/read exists
};

/// A shape as far as it is known: dimensions of -1 are not, nor is a shape
/// without rank.
struct ShapeObject {
  bool ranked = true;
  llvm::SmallVector<int64_t, 4> dims;
};

/// An instance of one of tfc's own classes: optimiser, initialiser, scope.
struct Object {
  virtual ~Object() = default;
  virtual StringRef className() const = 0;
};

struct ListObject;
struct DictObject;
struct FunctionObject;
struct MethodObject;
struct SliceObject;

/// Small and trivial to copy. What it points to belongs to the Heap.
struct Value {
  ValueKind kind = ValueKind::None;
  union {
    bool boolean;
    int64_t integer;
    double floating;
    const void *pointer = nullptr;
  };
  size_t size = 0; // of a string

  Value() = default;
  static Value of(bool b) {
    Value v = make(ValueKind::Bool);
    v.boolean = b;
    return v;
  }
  static Value of(int64_t i) {
    Value v = make(ValueKind::Int);
    v.integer = i;
    return v;
  }
  static Value of(double f) {
    Value v = make(ValueKind::Float);
    v.floating = f;
    return v;
  }
  /// A number as C++ has it.
  template <typename T>
  static Value number(T n) {
    static_assert(std::is_arithmetic_v<T>);
    if constexpr (std::is_same_v<T, bool>)
      return of(n);
    else if constexpr (std::is_floating_point_v<T>)
      return of(double(n));
    else
      return of(int64_t(n));
  }
  /// `s` must outlive the import: source text or the heap's.
  static Value of(StringRef s) {
    Value v = make(ValueKind::String, s.data());
    v.size = s.size();
    return v;
  }
  static Value of(const char *) = delete;
  static Value tensor(mlir::Value t) {
    return make(ValueKind::Tensor, t.getAsOpaquePointer());
  }
  /// Something to run for its effect: `done` is a tensor or a !tfc.control.
  static Value operation(mlir::Value done) {
    return make(ValueKind::Operation, done.getAsOpaquePointer());
  }
  static Value dtype(mlir::Type t) {
    return make(ValueKind::DType, t.getAsOpaquePointer());
  }
  /// `path` such as "tf.nn" must outlive the import.
  static Value module(StringRef path) {
    Value v = make(ValueKind::Module, path.data());
    v.size = path.size();
    return v;
  }
  static Value tuple(ListObject *l) { return make(ValueKind::Tuple, l); }
  static Value list(ListObject *l) { return make(ValueKind::List, l); }
  static Value of(VariableObject *v) { return make(ValueKind::Variable, v); }
  static Value of(ShapeObject *s) { return make(ValueKind::Shape, s); }
  static Value of(Object *o) { return make(ValueKind::Object, o); }
  static Value of(DictObject *d) { return make(ValueKind::Dict, d); }
  static Value of(SliceObject *s) { return make(ValueKind::Slice, s); }
  static Value of(FunctionObject *f) { return make(ValueKind::Function, f); }
  static Value of(MethodObject *m) { return make(ValueKind::Method, m); }
  static Value of(const Builtin *b) { return make(ValueKind::Builtin, b); }
  static Value ellipsis() { return make(ValueKind::Ellipsis); }

  bool is(ValueKind k) const { return kind == k; }
  bool isNone() const { return is(ValueKind::None); }
  bool isString() const { return is(ValueKind::String); }
  bool isSequence() const {
    return is(ValueKind::List) || is(ValueKind::Tuple);
  }
  /// bool, int or float.
  bool isNumber() const {
    return is(ValueKind::Bool) || is(ValueKind::Int) || is(ValueKind::Float);
  }
  /// int or bool, which Python takes for an int.
  bool isIntegral() const { return is(ValueKind::Bool) || is(ValueKind::Int); }
  /// A part of the graph that has a value.
  bool isTensorLike() const {
    return is(ValueKind::Tensor) || is(ValueKind::Variable);
  }

  int64_t asInt() const {
    assert(isIntegral());
    return is(ValueKind::Bool) ? int64_t(boolean) : integer;
  }
  double asFloat() const {
    assert(isNumber());
    return is(ValueKind::Float) ? floating : double(asInt());
  }
  StringRef asString() const {
    assert(isString() || is(ValueKind::Module));
    return {static_cast<const char *>(pointer), size};
  }
  mlir::Value asGraphValue() const {
    assert(is(ValueKind::Tensor) || is(ValueKind::Operation));
    return mlir::Value::getFromOpaquePointer(pointer);
  }
  mlir::Type asDType() const {
    assert(is(ValueKind::DType));
    return mlir::Type::getFromOpaquePointer(pointer);
  }
  template <typename T>
  T *as() const {
    return static_cast<T *>(const_cast<void *>(pointer));
  }
  std::vector<Value> &items() const;
  VariableObject *asVariable() const {
    assert(is(ValueKind::Variable));
    return as<VariableObject>();
  }
  /// The object if it is one of class T, else null.
  template <typename T>
  T *asObject() const {
    return is(ValueKind::Object) ? dynamic_cast<T *>(as<Object>()) : nullptr;
  }

private:
  static Value make(ValueKind kind, const void *pointer = nullptr) {
    Value v;
    v.kind = kind;
    v.pointer = pointer;
    return v;
  }
};

/// A list or a tuple.
struct ListObject {
  std::vector<Value> items;
};

struct DictObject {
  std::vector<std::pair<Value, Value>> items; // in the order of insertion
  Value *find(const Value &key);
  void set(const Value &key, const Value &value);
};

struct SliceObject {
  Value begin, end, step;
};

/// A `def` or `lambda` with the scope that it stands in.
struct FunctionObject {
  const FunctionSyntax *syntax;
  Environment *scope;
  std::vector<Value> defaults; // one per parameter
};

/// `receiver.name`, about to be called.
struct MethodObject {
  Value receiver;
  StringRef name;
};

inline std::vector<Value> &Value::items() const {
  assert(isSequence());
  return as<ListObject>()->items;
}

/// Owns what values point to, until the import ends. Lists can hold each other
/// in any way, so nothing is freed one by one; a budget bounds the whole.
class Heap {
public:
  /// False once the budget is spent. To be asked before making something large.
  bool reserve(size_t bytes) {
    if (bytes > budget)
      return false;
    budget -= bytes;
    return true;
  }

  StringRef string(StringRef text) { return strings.copy(text); }
  Value makeString(StringRef text) { return Value::of(string(text)); }
  Value makeList(std::vector<Value> items = {}) {
    return Value::list(keep(lists, ListObject{std::move(items)}));
  }
  Value makeTuple(std::vector<Value> items = {}) {
    return Value::tuple(keep(lists, ListObject{std::move(items)}));
  }
  DictObject *makeDict() { return keep(dicts, DictObject{}); }
  ShapeObject *makeShape(ShapeObject shape) {
    return keep(shapes, std::move(shape));
  }
  SliceObject *makeSlice(SliceObject slice) { return keep(slices, slice); }
  FunctionObject *makeFunction(FunctionObject function) {
    return keep(functions, std::move(function));
  }
  MethodObject *makeMethod(MethodObject method) {
    return keep(methods, method);
  }
  VariableObject *makeVariable() { return keep(variables, VariableObject{}); }
  template <typename T, typename... Args>
  T *makeObject(Args &&...args) {
    auto object = std::make_unique<T>(std::forward<Args>(args)...);
    T *result = object.get();
    objects.push_back(std::move(object));
    return result;
  }

private:
  template <typename T>
  using Pool = std::vector<std::unique_ptr<T>>;
  template <typename T>
  T *keep(Pool<T> &pool, T &&object) {
    pool.push_back(std::make_unique<T>(std::move(object)));
    return pool.back().get();
  }
  template <typename T>
  T *keep(Pool<T> &pool, T &object) {
    pool.push_back(std::make_unique<T>(object));
    return pool.back().get();
  }

  size_t budget = size_t(512) << 20;
  Arena strings;
  Pool<ListObject> lists;
  Pool<DictObject> dicts;
  Pool<ShapeObject> shapes;
  Pool<SliceObject> slices;
  Pool<FunctionObject> functions;
  Pool<MethodObject> methods;
  Pool<VariableObject> variables;
  Pool<Object> objects;
};

/// The dimensions of a shape of known rank: ints, None where one is not known.
std::vector<Value> dimensionsOf(const ShapeObject &shape);

/// The first of the values that nested lists hold; the innermost list if it is
/// empty. A list may hold itself, so that not all levels are gone through.
const Value &firstLeaf(const Value &value);

/// The values that lists, tuples and dicts hold, in order.
std::vector<Value> flatten(const Value &value);

/// Equality as Python's == on plain values; graph values compare by identity.
bool isEqual(const Value &a, const Value &b, unsigned depth = 0);

/// The kind of thing that it is, for an error: "int", "a list", "a tensor".
std::string describe(const Value &value);

/// The text of a value as str() or, quoted, repr() gives it. Graph values show
/// their type. Long ones are cut short with "...".
std::string toText(const Value &value, bool repr);

/// TensorFlow's name of an element type ("float32"), and of a tensor's shape
/// ("[?,64]").
std::string dtypeName(mlir::Type elementType);
std::string shapeText(ArrayRef<int64_t> dims);

} // namespace tfc::text

#endif

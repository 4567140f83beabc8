/// \file
/// tfc's C++17 API: a header over the C API of tfc.h, which says what each call
/// does in full. Throws nothing and needs no exceptions: what can fail returns
/// a Status or a result that holds one.
///
///   tfc::Session session(digits_program);
///   if (tfc::Status status = session.initialize(); !status)
///     return fail(status.message());
///   auto out = session.run({"loss", "train"}, {{"x", images}, {"y", labels}});
///   if (!out)
///     return fail(out.status().message());
///   float loss = out[0].item<float>();
///
/// where `images` is a Tensor, or a TensorView over memory of your own:
///   tfc::TensorView images(pixels.data(), {batch, 64});
#ifndef TFC_TFC_HPP
#define TFC_TFC_HPP

#include "tfc/tfc.h"

#include <cassert>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tfc {

/// A code and, when it is not TFC_OK, a message. True when all is well.
class [[nodiscard]] Status {
public:
  Status() = default;
  Status(tfc_code code, std::string message)
      : number(code), text(std::move(message)) {}

  bool ok() const { return number == TFC_OK; }
  explicit operator bool() const { return ok(); }
  tfc_code code() const { return number; }
  const std::string &message() const { return text; }
  /// "NOT_FOUND: Variable w not found", or "OK".
  std::string toString() const {
    return ok() ? "OK" : std::string(tfc_code_name(number)) + ": " + text;
  }

private:
  tfc_code number = TFC_OK;
  std::string text;
};

/// The dtype of a C++ element type.
template <typename T>
struct DTypeOf;
#define TFC_NUMBER_DTYPE(ID, NUMBER, BYTES, C, ...)                            \
  template <>                                                                  \
  struct DTypeOf<C> {                                                          \
    static constexpr tfc_dtype value = TFC_##ID;                               \
  };
#include "dtypes.def"
template <>
struct DTypeOf<const tfc_string *> {
  static constexpr tfc_dtype value = TFC_STRING;
};

/// Any contiguous list, for arguments: a braced list, a vector, an array.
template <typename T>
class Span {
public:
  Span() = default;
  Span(const T *items, size_t count) : items(items), count(count) {}
  Span(const std::vector<T> &list) : Span(list.data(), list.size()) {}
  // An argument's list lives as long as the call that it is an argument of.
  Span(const std::initializer_list<T> &list)
      : items(std::data(list)), count(list.size()) {}
  const T *data() const { return items; }
  size_t size() const { return count; }
  const T &operator[](size_t i) const { return items[i]; }
  const T *begin() const { return items; }
  const T *end() const { return items + count; }

private:
  const T *items = nullptr;
  size_t count = 0;
};

/// The dimensions of a tensor; up to `inlineRank` of them without allocation.
class Shape {
public:
  static constexpr size_t inlineRank = 6;

  Shape() = default;
  Shape(std::initializer_list<int64_t> dims)
      : Shape(dims.begin(), dims.size()) {}
  Shape(const std::vector<int64_t> &dims) : Shape(dims.data(), dims.size()) {}
  Shape(const int64_t *dims, size_t n) : count(n) {
    if (n > inlineRank)
      more.assign(dims, dims + n);
    else if (n > 0)
      memcpy(few, dims, n * sizeof *dims);
  }
  size_t rank() const { return count; }
  const int64_t *data() const { return count > inlineRank ? more.data() : few; }
  int64_t operator[](size_t i) const { return data()[i]; }
  const int64_t *begin() const { return data(); }
  const int64_t *end() const { return data() + count; }
  /// The number of elements. Sizes that overflow are found by the session.
  int64_t elements() const {
    int64_t product = 1;
    for (int64_t dim : *this)
      product *= dim;
    return product;
  }
  friend bool operator==(const Shape &a, const Shape &b) {
    return a.count == b.count &&
           memcmp(a.data(), b.data(), a.count * sizeof(int64_t)) == 0;
  }
  friend bool operator!=(const Shape &a, const Shape &b) { return !(a == b); }

private:
  size_t count = 0;
  int64_t few[inlineRank] = {};
  std::vector<int64_t> more;
};

/// A tensor in memory that it does not own. A session's outputs are views that
/// stay valid until its next run.
class TensorView {
public:
  TensorView() = default;
  /// Over the caller's elements. Sessions only read what is fed.
  template <typename T>
  TensorView(const T *data, Shape shape)
      : TensorView(DTypeOf<T>::value, data, std::move(shape)) {}
  TensorView(uint32_t dtype, const void *data, Shape shape)
      : type(dtype), extents(std::move(shape)), memory(data) {
    size = size_t(extents.elements()) * tfc_dtype_size(dtype);
  }
  explicit TensorView(const tfc_tensor &tensor)
      : type(tensor.dtype), extents(tensor.shape, tensor.rank),
        memory(tensor.data), size(tensor.bytes) {}

  uint32_t dtype() const { return type; }
  const Shape &shape() const { return extents; }
  size_t bytes() const { return size; }
  int64_t elements() const { return extents.elements(); }
  const void *raw() const { return memory; }

  /// The elements, row-major. T must be the dtype's.
  template <typename T>
  const T *data() const {
    assert(DTypeOf<T>::value == type && "another element type");
    return static_cast<const T *>(memory);
  }
  template <typename T>
  const T *begin() const {
    return data<T>();
  }
  template <typename T>
  const T *end() const {
    return data<T>() + elements();
  }
  /// The one element of a scalar, or the first of more.
  template <typename T>
  T item() const {
    return data<T>()[0];
  }
  template <typename T>
  std::vector<T> toVector() const {
    return std::vector<T>(begin<T>(), end<T>());
  }

  /// Element `i` of a tensor of strings: its bytes, valid as long as they.
  std::string_view text(int64_t i = 0) const {
    const tfc_string *string = data<const tfc_string *>()[i];
    return string ? std::string_view(string->bytes, size_t(string->size))
                  : std::string_view();
  }

  /// For the C API, valid as long as this view.
  tfc_tensor c() const {
    return {type, uint32_t(extents.rank()), extents.data(),
            const_cast<void *>(memory), size};
  }

private:
  uint32_t type = TFC_CONTROL;
  Shape extents;
  const void *memory = nullptr;
  size_t size = 0;
};

/// A tensor with its own memory, strings included. Sessions read its elements
/// in place, but for strings.
class Tensor {
public:
  Tensor() = default;
  /// Zeros. If memory is short, data() is null and a session refuses it.
  Tensor(uint32_t dtype, Shape shape) : type(dtype), extents(std::move(shape)) {
    allocate(0);
  }
  /// A copy of the view's elements.
  explicit Tensor(const TensorView &view)
      : type(view.dtype()), extents(view.shape()) {
    if (type == TFC_STRING) {
      fill([&](int64_t i) { return view.text(i); });
    } else {
      allocate(0);
      if (memory && size)
        memcpy(memory, view.raw(), size);
    }
  }
  /// tfc::Tensor::strings({2}, {"one", "two"}): a copy of the texts, as many as
  /// the shape says.
  static Tensor strings(Shape shape, Span<std::string_view> texts) {
    Tensor tensor;
    tensor.type = TFC_STRING;
    tensor.extents = std::move(shape);
    assert(size_t(tensor.elements()) == texts.size() && "as many as the shape");
    tensor.fill([&](int64_t i) { return texts[size_t(i)]; });
    return tensor;
  }
  /// tfc::Tensor::of<float>({2, 2}, {1, 2, 3, 4})
  template <typename T>
  static Tensor of(Shape shape, Span<T> values) {
    Tensor tensor(DTypeOf<T>::value, std::move(shape));
    assert(size_t(tensor.elements()) == values.size() &&
           "as many as the shape");
    for (size_t i = 0; i < values.size() && tensor.memory; ++i)
      static_cast<T *>(tensor.memory)[i] = values[i];
    return tensor;
  }
  template <typename T>
  static Tensor of(Shape shape, std::initializer_list<T> values) {
    return of(std::move(shape), Span<T>(values));
  }
  template <typename T>
  static Tensor scalar(T value) {
    return of<T>(Shape(), Span<T>(&value, 1));
  }
  Tensor(const Tensor &other) : Tensor(other.view()) {}
  Tensor(Tensor &&other) noexcept { swap(other); }
  Tensor &operator=(Tensor other) noexcept {
    swap(other);
    return *this;
  }
  ~Tensor() { free(memory); }

  uint32_t dtype() const { return type; }
  const Shape &shape() const { return extents; }
  size_t bytes() const { return size; }
  int64_t elements() const { return extents.elements(); }
  template <typename T>
  T *data() {
    assert(DTypeOf<T>::value == type && "another element type");
    return static_cast<T *>(memory);
  }
  template <typename T>
  const T *data() const {
    return view().data<T>();
  }
  void *raw() { return memory; }
  TensorView view() const { return TensorView(type, memory, extents); }
  operator TensorView() const { return view(); }

  void swap(Tensor &other) noexcept {
    std::swap(type, other.type);
    std::swap(extents, other.extents);
    std::swap(memory, other.memory);
    std::swap(size, other.size);
  }

private:
  /// Zeros for the elements and `more` bytes behind them.
  void allocate(size_t more) {
    size = size_t(extents.elements()) * tfc_dtype_size(type);
    size_t rounded =
        (size + more + TFC_ALIGNMENT) / TFC_ALIGNMENT * TFC_ALIGNMENT;
    memory = aligned_alloc(TFC_ALIGNMENT, rounded);
    if (memory)
      memset(memory, 0, rounded);
  }
  /// Strings, which stand behind the elements.
  template <typename TextOf>
  void fill(TextOf textOf) {
    auto room = [](std::string_view text) {
      size_t bytes = offsetof(tfc_string, bytes) + text.size();
      return text.empty() ? 0 : (bytes + 7) & ~size_t(7);
    };
    size_t more = 0;
    for (int64_t i = 0; i < elements(); ++i)
      more += room(textOf(i));
    allocate(more);
    if (!memory)
      return;
    char *next = static_cast<char *>(memory) + size;
    for (int64_t i = 0; i < elements(); ++i) {
      std::string_view text = textOf(i);
      if (text.empty())
        continue;
      auto *string = reinterpret_cast<tfc_string *>(next);
      string->size = int64_t(text.size());
      memcpy(next + offsetof(tfc_string, bytes), text.data(), text.size());
      data<const tfc_string *>()[i] = string;
      next += room(text);
    }
  }

  uint32_t type = TFC_CONTROL;
  Shape extents;
  void *memory = nullptr;
  size_t size = 0;
};

/// The results of a run: a status and, when it is OK, a view per fetch.
class [[nodiscard]] Outputs {
public:
  Outputs(Status status) : result(std::move(status)) {}
  Outputs(std::vector<TensorView> views) : views(std::move(views)) {}

  bool ok() const { return result.ok(); }
  explicit operator bool() const { return ok(); }
  const Status &status() const { return result; }
  size_t size() const { return views.size(); }
  const TensorView &operator[](size_t i) const { return views[i]; }
  auto begin() const { return views.begin(); }
  auto end() const { return views.end(); }

private:
  Status result;
  std::vector<TensorView> views;
};

using Names = Span<const char *>;
using Feed = std::pair<const char *, TensorView>;
using Feeds = Span<Feed>;

/// A store of variables that sessions share; copies are references to the same
/// store. One session trains while others predict:
///
///   tfc::Variables variables(digits_program);
///   tfc::Session trainer(digits_program, variables);
///   tfc::Session server(digits_program, {variables, TFC_SESSION_SNAPSHOT});
///
/// A session in the mode TFC_SESSION_SHARED, which is the default, sees writes
/// as they come. One in the mode TFC_SESSION_SNAPSHOT only reads, and sees in a
/// run the variables as some run that succeeded left all of them; it waits for
/// nobody, and nobody waits for it. See "stores of variables" in tfc.h. The
/// functions of this class may be called from any thread.
class Variables {
public:
  /// None: a session that is given it makes its own.
  Variables() = default;
  /// A store of the program's variables, uninitialised. Ask status() whether it
  /// worked. Sessions of other programs add theirs, and use those that have the
  /// same name, which must have the same dtype and shape.
  explicit Variables(const tfc_program &program) {
    if (tfc_code code = tfc_variables_create(&program, &store))
      creation = Status(code, tfc_session_error(nullptr));
  }
  Variables(const Variables &other)
      : store(other.store), creation(other.creation) {
    tfc_variables_retain(store);
  }
  Variables(Variables &&other) noexcept { swap(other); }
  Variables &operator=(Variables other) noexcept {
    swap(other);
    return *this;
  }
  ~Variables() { tfc_variables_release(store); }

  Status status() const {
    if (store || !creation.ok())
      return creation;
    return Status(TFC_FAILED_PRECONDITION, "There are no variables");
  }
  /// For the C API.
  tfc_variables *c() const { return store; }

  /// Sets variables by name, all of them as one version.
  Status set(Feeds values) {
    if (!store)
      return status();
    std::vector<const char *> names;
    std::vector<tfc_tensor> tensors;
    for (const Feed &value : values) {
      names.push_back(value.first);
      tensors.push_back(value.second.c());
    }
    return check(
        tfc_variables_set(store, names.data(), tensors.data(), names.size()));
  }
  Status set(const char *name, const TensorView &value) {
    return set({Feed(name, value)});
  }

  /// Copies of variables, all of one version, also while a session trains.
  Status get(Names names, std::vector<Tensor> &values) const {
    if (!store)
      return status();
    // Asked for without memory, the shapes come.
    std::vector<tfc_tensor> tensors(names.size());
    Status shapes = check(
        tfc_variables_get(store, names.data(), tensors.data(), names.size()));
    if (!shapes)
      return shapes;
    values.clear();
    for (tfc_tensor &tensor : tensors) {
      values.emplace_back(tensor.dtype, Shape(tensor.shape, tensor.rank));
      tensor.data = values.back().raw();
      if (!tensor.data)
        return Status(TFC_RESOURCE_EXHAUSTED, "Out of memory for variables");
    }
    return check(
        tfc_variables_get(store, names.data(), tensors.data(), names.size()));
  }

private:
  friend class Session;
  /// Takes over a reference.
  explicit Variables(tfc_variables *store) : store(store) {}

  static Status check(tfc_code code) {
    return code == TFC_OK ? Status() : Status(code, tfc_session_error(nullptr));
  }
  void swap(Variables &other) noexcept {
    std::swap(store, other.store);
    std::swap(creation, other.creation);
  }

  tfc_variables *store = nullptr;
  Status creation;
};

/// tfc_session_options with the defaults set. They hold no reference to the
/// variables, which a session takes when it is made of them.
struct Options : tfc_session_options {
  Options() : tfc_session_options(TFC_SESSION_OPTIONS_INIT) {}
  /// Sessions that share variables.
  Options(const Variables &shared, uint32_t sharedAs = TFC_SESSION_SHARED)
      : Options() {
    variables = shared.c();
    mode = sharedAs;
  }
};

/// A session of a program. Used by one thread at a time.
class Session {
public:
  /// A session that is closed.
  Session() = default;
  /// Ask status() whether it worked; if not, every call fails with it.
  explicit Session(const tfc_program &program,
                   const Options &options = Options()) {
    if (tfc_code code = tfc_session_create(&program, &options, &session))
      creation = Status(code, tfc_session_error(nullptr));
  }
  Session(Session &&other) noexcept { swap(other); }
  Session &operator=(Session &&other) noexcept {
    swap(other);
    return *this;
  }
  ~Session() { tfc_session_destroy(session); }

  Status status() const {
    if (session || !creation.ok())
      return creation;
    return Status(TFC_FAILED_PRECONDITION,
                  "Attempted to use a closed Session.");
  }
  /// For the C API.
  tfc_session *c() const { return session; }
  const tfc_program *program() const { return tfc_session_program(session); }

  /// The store of this session's variables, for other sessions to share.
  Variables store() const {
    tfc_variables *shared = nullptr;
    if (session)
      tfc_session_variables(session, &shared);
    return Variables(shared);
  }

  /// Frees everything now.
  void close() {
    tfc_session_destroy(session);
    session = nullptr;
  }

  /// Runs every variable's initialiser.
  Status initialize() {
    return session ? check(tfc_session_initialize(session)) : status();
  }

  /// Computes the fetches from the feeds and runs the targets. The views stay
  /// valid until the next run; copy into a Tensor what must live longer.
  Outputs run(Names fetches, Feeds feeds = {}, Names targets = {}) {
    if (!session)
      return status();
    std::vector<const char *> names;
    std::vector<tfc_tensor> values, outputs(fetches.size());
    for (const Feed &feed : feeds) {
      names.push_back(feed.first);
      values.push_back(feed.second.c());
    }
    tfc_code code = tfc_session_run(
        session, names.data(), values.data(), names.size(), fetches.data(),
        outputs.data(), outputs.size(), targets.data(), targets.size());
    return deliver(code, outputs);
  }

  /// Runs one target, such as a training step.
  Status runTarget(const char *name, Feeds feeds = {}) {
    return run({}, feeds, {name}).status();
  }

  /// Calls a signature: its inputs and outputs in the declared order.
  Outputs call(const char *signature, Span<TensorView> inputs) {
    if (!session)
      return status();
    uint32_t index = tfc_program_signature(program(), signature);
    if (index == TFC_NONE)
      return Status(TFC_NOT_FOUND, std::string("There is no signature ") +
                                       signature + " in program " +
                                       program()->name);
    const tfc_signature_info &info = program()->signatures[index];
    if (inputs.size() != info.num_inputs)
      return Status(TFC_INVALID_ARGUMENT,
                    std::string("Signature ") + signature + " has " +
                        std::to_string(info.num_inputs) + " inputs, " +
                        std::to_string(inputs.size()) + " are given");
    std::vector<tfc_tensor> values, outputs(info.num_outputs);
    for (const TensorView &input : inputs)
      values.push_back(input.c());
    tfc_code code = tfc_session_run_signature(session, index, values.data(),
                                              outputs.data());
    return deliver(code, outputs);
  }

  /// tfc_session_run_signature, for generated headers: no allocation.
  Status call(uint32_t index, const tfc_tensor *inputs, tfc_tensor *outputs) {
    if (!session)
      return status();
    return check(tfc_session_run_signature(session, index, inputs, outputs));
  }

  // ---- variables

  /// The names of all variables.
  std::vector<std::string_view> variables() const {
    std::vector<std::string_view> names;
    for (uint32_t i = 0; session && i < program()->num_variables; ++i)
      names.push_back(program()->variables[i].name);
    return names;
  }
  /// A view of the value, one output. In a snapshot session of the newest
  /// version.
  Outputs get(const char *variable) {
    if (!session)
      return status();
    std::vector<tfc_tensor> value(1);
    return deliver(tfc_session_get_variable(session, variable, value.data()),
                   value);
  }
  Status set(const char *variable, const TensorView &value) {
    if (!session)
      return status();
    tfc_tensor tensor = value.c();
    return check(tfc_session_set_variable(session, variable, &tensor));
  }
  /// False too for a name that no variable has.
  bool isInitialized(const char *variable) {
    int initialized = 0;
    return session &&
           tfc_session_is_initialized(session, variable, &initialized) ==
               TFC_OK &&
           initialized;
  }

private:
  Status check(tfc_code code) const {
    return code == TFC_OK ? Status() : Status(code, tfc_session_error(session));
  }
  Outputs deliver(tfc_code code, const std::vector<tfc_tensor> &outputs) const {
    if (code != TFC_OK)
      return check(code);
    std::vector<TensorView> views;
    views.reserve(outputs.size());
    for (const tfc_tensor &output : outputs)
      views.emplace_back(output);
    return views;
  }
  void swap(Session &other) noexcept {
    std::swap(session, other.session);
    std::swap(creation, other.creation);
  }

  tfc_session *session = nullptr;
  Status creation;
};

} // namespace tfc

#endif // TFC_TFC_HPP

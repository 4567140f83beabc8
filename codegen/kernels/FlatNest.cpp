//===- FlatNest.cpp - an op as loops over flat buffers -------------------===//

#include "codegen/kernels/FlatNest.h"

using namespace mlir;

namespace tfc {

bool isLonger(const Product &a, const Product &b) {
  size_t na = a.isZero() ? 0 : a.symbols.size();
  size_t nb = b.isZero() ? 0 : b.symbols.size();
  return na != nb ? na > nb : std::abs(a.factor) > std::abs(b.factor);
}

//===----------------------------------------------------------------------===//
// Index arithmetic
//===----------------------------------------------------------------------===//

Value indexConstant(OpBuilder &b, Location loc, int64_t v) {
  return arith::ConstantIndexOp::create(b, loc, v);
}

Value addIndex(OpBuilder &b, Location loc, Value x, Value y) {
  if (matchPattern(x, m_Zero()))
    return y;
  if (matchPattern(y, m_Zero()))
    return x;
  return b.createOrFold<arith::AddIOp>(loc, x, y);
}

Value mulIndex(OpBuilder &b, Location loc, Value x, Value y) {
  if (matchPattern(x, m_One()))
    return y;
  if (matchPattern(y, m_One()))
    return x;
  return b.createOrFold<arith::MulIOp>(loc, x, y);
}

Value FlatNest::materialize(OpBuilder &b, const Product &product) const {
  Location loc = op->getLoc();
  Value v = indexConstant(b, loc, product.factor);
  if (product.isZero())
    return v;
  for (unsigned s : product.symbols)
    v = mulIndex(b, loc, v, symbols[s]);
  return v;
}

Value flattenMemref(OpBuilder &b, Location loc, Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  if (type.getRank() == 1 && type.getLayout().isIdentity())
    return memref;
  OpFoldResult size = b.getIndexAttr(1);
  if (type.getLayout().isIdentity() && type.hasStaticShape()) {
    size = b.getIndexAttr(type.getNumElements());
  } else if (type.getLayout().isIdentity()) {
    Value n = indexConstant(b, loc, 1);
    for (int64_t d = 0; d < type.getRank(); ++d)
      n = mulIndex(b, loc, n, b.createOrFold<memref::DimOp>(loc, memref, d));
    size = n;
  } else {
    // The reach of a strided view is not known here; nothing depends on it.
    size = indexConstant(b, loc, std::numeric_limits<int64_t>::max());
  }
  bool isStatic = isa<Attribute>(size);
  auto flat =
      MemRefType::get({isStatic ? type.getNumElements() : ShapedType::kDynamic},
                      type.getElementType(), MemRefLayoutAttrInterface(),
                      type.getMemorySpace());
  return memref::ReinterpretCastOp::create(
      b, loc, flat, memref, OpFoldResult(b.getIndexAttr(0)),
      ArrayRef<OpFoldResult>{size},
      ArrayRef<OpFoldResult>{OpFoldResult(b.getIndexAttr(1))});
}

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

unsigned FlatNest::addSymbol(Value value) {
  for (auto [i, known] : llvm::enumerate(symbols))
    if (known == value)
      return i;
  symbols.push_back(value);
  return symbols.size() - 1;
}

namespace {
/// coefficients * dims + constant, or failure where `expr` is not linear.
LogicalResult linearForm(AffineExpr expr, int64_t scale,
                         MutableArrayRef<int64_t> coefficients,
                         int64_t &constant) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    coefficients[dim.getPosition()] += scale;
    return success();
  }
  if (auto cst = dyn_cast<AffineConstantExpr>(expr)) {
    constant += scale * cst.getValue();
    return success();
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return failure();
  if (binary.getKind() == AffineExprKind::Add)
    return success(
        succeeded(linearForm(binary.getLHS(), scale, coefficients, constant)) &&
        succeeded(linearForm(binary.getRHS(), scale, coefficients, constant)));
  if (binary.getKind() == AffineExprKind::Mul)
    if (auto cst = dyn_cast<AffineConstantExpr>(binary.getRHS()))
      return linearForm(binary.getLHS(), scale * cst.getValue(), coefficients,
                        constant);
  return failure();
}

LogicalResult addTo(Product &sum, const Product &term) {
  if (term.isZero())
    return success();
  if (sum.isZero()) {
    sum = term;
    return success();
  }
  if (sum.symbols != term.symbols)
    return failure();
  sum.factor += term.factor;
  return success();
}
} // namespace

FailureOr<FlatAccess>
FlatNest::access(OpBuilder &b, Value operand, AffineMap map,
                 ArrayRef<std::optional<unsigned>> dimToLoop) {
  FlatAccess access;
  access.operand = operand;
  access.strides.assign(loops.size(), Product(0));
  auto type = dyn_cast<MemRefType>(operand.getType());
  if (!type) {
    access.elementType = operand.getType();
    return access;
  }
  access.elementType = type.getElementType();
  Location loc = op->getLoc();
  int64_t rank = type.getRank();

  // The strides and offset of the buffer itself.
  SmallVector<Product> bufferStrides(rank);
  if (type.getLayout().isIdentity()) {
    Product stride(1);
    for (int64_t r = rank; r-- > 0;) {
      bufferStrides[r] = stride;
      if (!type.isDynamicDim(r)) {
        stride = stride * Product(type.getDimSize(r));
        continue;
      }
      // A dynamic size that a loop runs over in full is that loop's extent:
      // the same symbol for all operands, so that strides can be compared.
      auto dim = dyn_cast<AffineDimExpr>(map.getResult(r));
      if (dim && dimToLoop[dim.getPosition()])
        stride = stride * loops[*dimToLoop[dim.getPosition()]].extent;
      else if (r > 0)
        stride = stride * Product::symbol(addSymbol(
                              b.createOrFold<memref::DimOp>(loc, operand, r)));
    }
  } else {
    SmallVector<int64_t> strides;
    int64_t offset;
    if (failed(type.getStridesAndOffset(strides, offset)))
      return failure();
    memref::ExtractStridedMetadataOp metadata;
    if (ShapedType::isDynamic(offset) ||
        llvm::any_of(strides, ShapedType::isDynamic))
      metadata = memref::ExtractStridedMetadataOp::create(b, loc, operand);
    for (int64_t r = 0; r < rank; ++r)
      bufferStrides[r] =
          ShapedType::isDynamic(strides[r])
              ? Product::symbol(addSymbol(metadata.getStrides()[r]))
              : Product(strides[r]);
    if (ShapedType::isDynamic(offset))
      access.offsets.push_back(
          Product::symbol(addSymbol(metadata.getOffset())));
    else if (offset)
      access.offsets.push_back(Product(offset));
  }

  for (int64_t r = 0; r < rank; ++r) {
    SmallVector<int64_t> coefficients(map.getNumDims(), 0);
    int64_t constant = 0;
    if (failed(linearForm(map.getResult(r), 1, coefficients, constant)))
      return failure();
    for (auto [d, c] : llvm::enumerate(coefficients))
      if (c && dimToLoop[d] &&
          failed(addTo(access.strides[*dimToLoop[d]],
                       bufferStrides[r] * Product(c))))
        return failure();
    if (constant)
      access.offsets.push_back(bufferStrides[r] * Product(constant));
  }
  access.buffer = flattenMemref(b, loc, operand);
  return access;
}

FailureOr<FlatNest> FlatNest::analyse(OpBuilder &b, linalg::LinalgOp op) {
  FlatNest nest;
  nest.op = op;
  nest.numInputs = op.getNumDpsInputs();
  if (!op.hasPureBufferSemantics())
    return failure();
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  SmallVector<std::optional<unsigned>> dimToLoop(ranges.size());
  for (auto [d, range] : llvm::enumerate(ranges)) {
    if (kinds[d] != utils::IteratorType::parallel &&
        kinds[d] != utils::IteratorType::reduction)
      return failure();
    if (range == 1)
      continue;
    FlatLoop loop;
    loop.parallel = kinds[d] == utils::IteratorType::parallel;
    loop.dim = d;
    loop.extent = Product(range);
    if (ShapedType::isDynamic(range)) {
      Value size;
      for (OpOperand &operand : op->getOpOperands()) {
        AffineMap map = op.getMatchingIndexingMap(&operand);
        for (auto [r, expr] : llvm::enumerate(map.getResults()))
          if (expr == b.getAffineDimExpr(d) && !size)
            size = b.createOrFold<memref::DimOp>(op->getLoc(), operand.get(),
                                                 static_cast<int64_t>(r));
      }
      if (!size)
        return failure();
      loop.extent = Product::symbol(nest.addSymbol(size));
    }
    dimToLoop[d] = nest.loops.size();
    nest.loops.push_back(loop);
  }
  for (OpOperand &operand : op->getOpOperands()) {
    auto access = nest.access(b, operand.get(),
                              op.getMatchingIndexingMap(&operand), dimToLoop);
    if (failed(access))
      return failure();
    nest.accesses.push_back(*access);
  }
  return nest;
}

//===----------------------------------------------------------------------===//
// Loop order
//===----------------------------------------------------------------------===//

void FlatNest::permute(ArrayRef<unsigned> order) {
  SmallVector<FlatLoop> newLoops;
  for (unsigned i : order)
    newLoops.push_back(loops[i]);
  loops = newLoops;
  for (FlatAccess &access : accesses) {
    SmallVector<Product> strides;
    for (unsigned i : order)
      strides.push_back(access.strides[i]);
    access.strides = strides;
  }
}

void FlatNest::sortLoops() {
  SmallVector<unsigned> order =
      llvm::to_vector(llvm::seq<unsigned>(loops.size()));
  llvm::sort(order, [&](unsigned x, unsigned y) {
    if (loops[x].parallel != loops[y].parallel)
      return loops[x].parallel;
    const FlatAccess &key = loops[x].parallel ? output() : accesses.front();
    if (isLonger(key.strides[x], key.strides[y]))
      return true;
    return !isLonger(key.strides[y], key.strides[x]) && x < y;
  });
  permute(order);
}

void FlatNest::mergeLoops() {
  llvm::SmallDenseSet<unsigned> asked;
  op->walk([&](linalg::IndexOp index) { asked.insert(index.getDim()); });
  auto isAsked = [&](const FlatLoop &loop) {
    return loop.dim && asked.contains(*loop.dim);
  };
  for (unsigned i = 0; i + 1 < loops.size();) {
    FlatLoop &outer = loops[i], &inner = loops[i + 1];
    bool canMerge =
        outer.parallel == inner.parallel && !isAsked(outer) &&
        !isAsked(inner) &&
        llvm::all_of(accesses, [&](const FlatAccess &access) {
          return access.strides[i] == access.strides[i + 1] * inner.extent;
        });
    if (!canMerge) {
      ++i;
      continue;
    }
    outer.extent = outer.extent * inner.extent;
    outer.dim.reset();
    loops.erase(loops.begin() + i + 1);
    for (FlatAccess &access : accesses)
      access.strides.erase(access.strides.begin() + i);
    i = i ? i - 1 : 0;
  }
}

void FlatNest::splitLoop(unsigned index, int64_t size, Product outerExtent) {
  FlatLoop inner = loops[index];
  inner.extent = Product(size);
  inner.dim.reset();
  loops[index].extent = outerExtent;
  loops[index].dim.reset();
  loops.insert(loops.begin() + index + 1, inner);
  for (FlatAccess &access : accesses) {
    Product stride = access.strides[index];
    access.strides[index] = stride * Product(size);
    access.strides.insert(access.strides.begin() + index + 1, stride);
  }
}

} // namespace tfc

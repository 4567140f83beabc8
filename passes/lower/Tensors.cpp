//===- Tensors.cpp - Lowering's ways to make tensors ----------------------===//

#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

Value Lowering::empty(ArrayRef<Size> shape, Type element) {
  Value result = tensor::EmptyOp::create(b, loc, shape, element);
  shapes[result] = SizeList(shape);
  return result;
}

Value Lowering::fill(ArrayRef<Size> shape, Value scalar) {
  Value init = empty(shape, scalar.getType());
  Value result = linalg::FillOp::create(b, loc, scalar, init).getResult(0);
  shapes[result] = SizeList(shape);
  return result;
}

Value Lowering::cast(Value x, RankedTensorType type) {
  if (x.getType() == type)
    return x;
  Value result = tensor::CastOp::create(b, loc, type, x);
  shapes[result] = shape(x);
  return result;
}

Value Lowering::refine(Value x, ArrayRef<Size> shape) {
  auto old = mlir::cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> dims(old.getShape());
  for (auto [dim, size] : llvm::zip_equal(dims, shape))
    if (ShapedType::isDynamic(dim))
      dim = SizeMath::orDynamic(size);
  return cast(x, RankedTensorType::get(dims, old.getElementType()));
}

linalg::GenericOp Lowering::generic(
    ValueRange inputs, ValueRange inits, ArrayRef<AffineMap> maps,
    unsigned parallelLoops,
    llvm::function_ref<void(OpBuilder &, Location, ValueRange)> body,
    unsigned reductionLoops) {
  SmallVector<utils::IteratorType> iterators(parallelLoops,
                                             utils::IteratorType::parallel);
  iterators.append(reductionLoops, utils::IteratorType::reduction);
  auto op = linalg::GenericOp::create(b, loc, TypeRange(inits), inputs, inits,
                                      maps, iterators, body);
  for (auto [result, init] : llvm::zip(op.getResults(), inits))
    shapes[result] = shape(init);
  return op;
}

Value Lowering::elementwise(ValueRange operands, ArrayRef<Size> shape,
                            Type element, BodyBuilder body, bool usesIndices) {
  int64_t rank = shape.size();
  SmallVector<Value> inputs, captured(operands.size());
  SmallVector<AffineMap> maps;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    if ((captured[i] = splat(operand)))
      continue;
    // Broadcast dimensions go, so that every map is a projected permutation.
    SizeList whole = this->shape(operand), kept;
    SmallVector<Size> target;
    SmallVector<AffineExpr> exprs;
    int64_t missing = rank - whole.size();
    for (auto [d, size] : llvm::enumerate(whole)) {
      Size of = shape[missing + d];
      if (SizeMath::known(size) == 1 && SizeMath::known(of) != 1)
        continue;
      kept.push_back(size);
      target.push_back(of);
      exprs.push_back(b.getAffineDimExpr(missing + d));
    }
    Value input =
        kept.size() == whole.size() ? operand : reshape(operand, kept);
    inputs.push_back(refine(input, target));
    maps.push_back(AffineMap::get(rank, 0, exprs, b.getContext()));
  }
  auto collect = [&](ValueRange arguments) {
    SmallVector<Value> elements(captured);
    for (Value &value : elements)
      if (!value) {
        value = arguments.front();
        arguments = arguments.drop_front();
      }
    return elements;
  };
  if (inputs.empty() && !usesIndices) {
    Value value = body(b, loc, collect({}));
    if (rank)
      return fill(shape, value);
    return fromElements(RankedTensorType::get({}, element),
                        Element{value, Size()});
  }
  maps.push_back(b.getMultiDimIdentityMap(rank));
  return generic(inputs, empty(shape, element), maps, rank,
                 [&](OpBuilder &nested, Location at, ValueRange arguments) {
                   Value value = body(nested, at, collect(arguments));
                   linalg::YieldOp::create(nested, at, value);
                 })
      .getResult(0);
}

Value Lowering::fromCompute(Value x, Type element) {
  if (getElementTypeOrSelf(x) == element)
    return x;
  return elementwise(x, shape(x), element,
                     [&](OpBuilder &nested, Location at, ValueRange elements) {
                       return ScalarBuilder::store(nested, at, elements[0],
                                                   element);
                     });
}

Value Lowering::lowestStored(Type element) {
  ScalarBuilder scalars(b, loc, element);
  return ScalarBuilder::store(b, loc, scalars.lowest(), element);
}

Value Lowering::broadcastTo(Value x, ArrayRef<Size> target) {
  SizeList whole = shape(x);
  if (whole.size() == target.size() &&
      llvm::all_of(llvm::zip(whole, target), [&](auto pair) {
        return sizes.same(std::get<0>(pair), std::get<1>(pair));
      }))
    return x;
  return elementwise(
      x, target, getElementTypeOrSelf(x),
      [](OpBuilder &, Location, ValueRange elements) { return elements[0]; });
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

Value Lowering::collapse(Value x, ArrayRef<ReassociationIndices> groups) {
  SizeList whole = shape(x), result;
  for (const ReassociationIndices &group : groups) {
    SizeList members;
    for (int64_t i : group)
      members.push_back(whole[i]);
    result.push_back(sizes.count(members));
  }
  Value collapsed =
      tensor::CollapseShapeOp::create(b, loc, refine(x, whole), groups);
  shapes[collapsed] = result;
  return collapsed;
}

Value Lowering::expand(Value x, ArrayRef<Size> target,
                       ArrayRef<ReassociationIndices> groups) {
  Type element = getElementTypeOrSelf(x);
  // The verifier wants a dimension dynamic just if one that it becomes is.
  auto old = mlir::cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> dims;
  for (const ReassociationIndices &group : groups) {
    SizeList members;
    bool dynamic = false;
    for (int64_t i : group) {
      members.push_back(target[i]);
      dynamic |= !SizeMath::known(target[i]);
    }
    dims.push_back(dynamic ? ShapedType::kDynamic
                           : SizeMath::orDynamic(sizes.count(members)));
  }
  if (!groups.empty())
    x = cast(x, RankedTensorType::get(dims, old.getElementType()));
  Value expanded = tensor::ExpandShapeOp::create(b, loc, type(target, element),
                                                 x, groups, target);
  shapes[expanded] = SizeList(target);
  return expanded;
}

/// Splits both shapes into groups of consecutive dimensions with equal
/// products, as small as possible.
bool Lowering::groupReshape(ArrayRef<Size> from, ArrayRef<Size> to,
                            SmallVectorImpl<ReassociationIndices> &collapse,
                            SmallVectorImpl<ReassociationIndices> &expand) {
  size_t i = 0, j = 0;
  while (i < from.size() && j < to.size()) {
    Product x = sizes.product(from[i]), y = sizes.product(to[j]);
    collapse.push_back({int64_t(i++)});
    expand.push_back({int64_t(j++)});
    while (!(x == y)) {
      if (y.dividedBy(x) && i < from.size()) {
        x = x * sizes.product(from[i]);
        collapse.back().push_back(i++);
      } else if (x.dividedBy(y) && j < to.size()) {
        y = y * sizes.product(to[j]);
        expand.back().push_back(j++);
      } else {
        return false;
      }
    }
  }
  auto appendOnes = [&](ArrayRef<Size> shape, size_t &at,
                        SmallVectorImpl<ReassociationIndices> &groups) {
    for (; at < shape.size(); ++at) {
      if (SizeMath::known(shape[at]) != 1)
        return false;
      if (!groups.empty())
        groups.back().push_back(at);
    }
    return true;
  };
  return appendOnes(from, i, collapse) && appendOnes(to, j, expand);
}

Value Lowering::reshape(Value x, ArrayRef<Size> target) {
  Value original = x;
  while (isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                         tensor::CastOp>(x.getDefiningOp()))
    x = x.getDefiningOp()->getOperand(0);
  SizeList from = shape(x);
  auto sameShape = [&](ArrayRef<Size> shape) {
    return shape.size() == target.size() &&
           llvm::all_of(llvm::zip(shape, target), [&](auto pair) {
             return sizes.same(std::get<0>(pair), std::get<1>(pair));
           });
  };
  if (sameShape(from))
    return refine(x, target);
  if (sameShape(shape(original)))
    return refine(original, target);

  // At once, by groups, or by way of one dimension.
  SmallVector<ReassociationIndices> groups, parts;
  if (!groupReshape(from, target, groups, parts)) {
    groups.assign(1, {});
    parts.assign(1, {});
    llvm::append_range(groups[0], llvm::seq<int64_t>(0, from.size()));
    llvm::append_range(parts[0], llvm::seq<int64_t>(0, target.size()));
    Size has = sizes.count(from), wants = sizes.count(target);
    requireEqual(has, wants,
                 "'" + name() + "' reshapes %lld elements to a shape of %lld");
    if (target.empty() || from.empty()) {
      // One element in a run: take it.
      groups.clear();
      parts.clear();
      SmallVector<int64_t> ones(std::max(from.size(), target.size()), 1);
      if (target.empty())
        x = cast(x, RankedTensorType::get(ones, getElementTypeOrSelf(x)));
      else
        return reshape(original, constants(target.size(), 1));
    }
  }
  auto isTrivial = [](ArrayRef<ReassociationIndices> groups, size_t rank) {
    return groups.size() == rank;
  };
  if (!isTrivial(groups, from.size()))
    x = collapse(x, groups);
  if (!isTrivial(parts, target.size()))
    x = expand(x, target, parts);
  return refine(x, target);
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

Value Lowering::extractSlice(Value x, ArrayRef<Size> offsets,
                             ArrayRef<Size> target, ArrayRef<Size> strides,
                             ArrayRef<int64_t> dropped) {
  SizeList kept;
  for (auto [i, size] : llvm::enumerate(target))
    if (!llvm::is_contained(dropped, int64_t(i)))
      kept.push_back(size);
  // A slice of nothing may begin at the end, which the op does not allow.
  // Nor may it begin at all where nothing is.
  auto source = mlir::cast<RankedTensorType>(x.getType());
  if (llvm::is_contained(source.getShape(), 0) ||
      llvm::any_of(target,
                   [](Size size) { return SizeMath::known(size) == 0; }))
    return empty(kept, getElementTypeOrSelf(x));
  Value result = tensor::ExtractSliceOp::create(
      b, loc, type(kept, getElementTypeOrSelf(x)), x, offsets, target, strides);
  shapes[result] = kept;
  return result;
}

Value Lowering::insertSlice(Value x, Value into, ArrayRef<Size> offsets,
                            ArrayRef<Size> size, ArrayRef<Size> strides) {
  // Type and sizes must agree on what is static.
  SizeList exact(size);
  auto type = mlir::cast<RankedTensorType>(x.getType());
  if (type.getRank() == int64_t(size.size())) {
    for (auto [known, dim] : llvm::zip(exact, type.getShape()))
      if (!ShapedType::isDynamic(dim))
        known = sizes.constant(dim);
    x = refine(x, exact);
  }
  if (llvm::any_of(exact, [](Size size) { return SizeMath::known(size) == 0; }))
    return into;
  Value result =
      tensor::InsertSliceOp::create(b, loc, x, into, offsets, exact, strides);
  shapes[result] = shape(into);
  return result;
}

Value Lowering::pad(Value x, ArrayRef<Size> before, ArrayRef<Size> after,
                    Value value) {
  auto isZero = [](Size size) { return SizeMath::known(size) == 0; };
  if (llvm::all_of(before, isZero) && llvm::all_of(after, isZero))
    return x;
  SizeList whole = shape(x), padded;
  for (auto [size, low, high] : llvm::zip_equal(whole, before, after))
    padded.push_back(sizes.add(sizes.add(size, low), high));
  return insertSlice(x, fill(padded, value), before, whole,
                     constants(whole.size(), 1));
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

Value Lowering::reduce(
    Value x, ArrayRef<int64_t> axes, Value neutral,
    llvm::function_ref<Value(ScalarBuilder &, Value, Value)> combine) {
  if (axes.empty())
    return x;
  Type element = getElementTypeOrSelf(x);
  SizeList whole = shape(x), kept;
  // Loops: the parallel dimensions, then the reduced ones.
  SmallVector<AffineExpr> in(whole.size()), out;
  unsigned loop = 0;
  for (auto [i, size] : llvm::enumerate(whole))
    if (!llvm::is_contained(axes, int64_t(i))) {
      kept.push_back(size);
      out.push_back(b.getAffineDimExpr(loop));
      in[i] = b.getAffineDimExpr(loop++);
    }
  for (int64_t axis : axes)
    in[axis] = b.getAffineDimExpr(loop++);
  MLIRContext *context = b.getContext();
  AffineMap maps[] = {AffineMap::get(loop, 0, in, context),
                      AffineMap::get(loop, 0, out, context)};
  Value result =
      generic(
          refine(x, whole), fill(kept, neutral), maps, out.size(),
          [&](OpBuilder &nested, Location at, ValueRange arguments) {
            ScalarBuilder scalars(nested, at, element);
            Value value = ScalarBuilder::load(nested, at, arguments[0]);
            linalg::YieldOp::create(nested, at,
                                    combine(scalars, arguments[1], value));
          },
          axes.size())
          .getResult(0);
  return fromCompute(result, element);
}

Value Lowering::reduceSum(Value x, ArrayRef<int64_t> axes) {
  ScalarBuilder scalars(b, loc, getElementTypeOrSelf(x));
  return reduce(x, axes, scalars.number(0),
                [](ScalarBuilder &s, Value accumulator, Value value) {
                  return s.add(accumulator, value);
                });
}

} // namespace tfc

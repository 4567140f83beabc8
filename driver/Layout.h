//===- Layout.h - Places for the nodes of a directed graph ------*- C++ -*-===//
//
// Sugiyama's plan in its simple form: nodes in layers by their longest path
// from a source, an order within each layer by the mean place of neighbours,
// then coordinates. Deterministic: the same graph looks the same.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_DRIVER_LAYOUT_H
#define TFC_DRIVER_LAYOUT_H

#include <cstddef>
#include <vector>

namespace tfc::driver {

struct LayoutNode {
  double width = 0, height = 0;
  double x = 0, y = 0; ///< Upper left corner, once laid out.

  double centerX() const { return x + width / 2; }
  double bottom() const { return y + height; }
};

class Layout {
public:
  size_t addNode(double width, double height);
  /// Edges are to form no cycle; one from a later node to an earlier one is
  /// left out of the layering.
  void addEdge(size_t from, size_t to);

  /// Sets the nodes' places, the drawing's width and height.
  void run(double gapX, double gapY);

  const LayoutNode &operator[](size_t node) const { return nodes[node]; }
  double width() const { return totalWidth; }
  double height() const { return totalHeight; }

private:
  void assignLayers();
  void orderLayers();
  void place(double gapX, double gapY);
  double meanPlace(const std::vector<size_t> &neighbours,
                   const std::vector<double> &places, double self) const;

  std::vector<LayoutNode> nodes;
  std::vector<std::vector<size_t>> successors, predecessors;
  std::vector<std::vector<size_t>> layers;
  double totalWidth = 0, totalHeight = 0;
};

} // namespace tfc::driver

#endif // TFC_DRIVER_LAYOUT_H

//===- Layout.cpp - Places for the nodes of a directed graph --------------===//
#include "driver/Layout.h"

#include <algorithm>

namespace tfc::driver {

size_t Layout::addNode(double width, double height) {
  nodes.push_back({width, height});
  successors.emplace_back();
  predecessors.emplace_back();
  return nodes.size() - 1;
}

void Layout::addEdge(size_t from, size_t to) {
  if (from >= to)
    return;
  successors[from].push_back(to);
  predecessors[to].push_back(from);
}

void Layout::run(double gapX, double gapY) {
  assignLayers();
  orderLayers();
  place(gapX, gapY);
}

void Layout::assignLayers() {
  std::vector<size_t> layer(nodes.size(), 0);
  size_t count = 0;
  for (size_t node = 0; node < nodes.size(); ++node) {
    for (size_t before : predecessors[node])
      layer[node] = std::max(layer[node], layer[before] + 1);
    count = std::max(count, layer[node] + 1);
  }
  // A source goes right above its first user instead of to the top.
  for (size_t node = nodes.size(); node-- > 0;) {
    if (!predecessors[node].empty() || successors[node].empty())
      continue;
    size_t first = count;
    for (size_t after : successors[node])
      first = std::min(first, layer[after]);
    layer[node] = first - 1;
  }
  layers.assign(count, {});
  for (size_t node = 0; node < nodes.size(); ++node)
    layers[layer[node]].push_back(node);
}

double Layout::meanPlace(const std::vector<size_t> &neighbours,
                         const std::vector<double> &places, double self) const {
  if (neighbours.empty())
    return self;
  double sum = 0;
  for (size_t node : neighbours)
    sum += places[node];
  return sum / double(neighbours.size());
}

void Layout::orderLayers() {
  std::vector<double> places(nodes.size());
  auto number = [&](const std::vector<size_t> &layer) {
    for (size_t i = 0; i < layer.size(); ++i)
      places[layer[i]] = double(i) / double(layer.size());
  };
  for (const std::vector<size_t> &layer : layers)
    number(layer);
  auto sweep = [&](std::vector<size_t> &layer,
                   const std::vector<std::vector<size_t>> &neighbours) {
    std::vector<double> wanted(nodes.size());
    for (size_t node : layer)
      wanted[node] = meanPlace(neighbours[node], places, places[node]);
    std::sort(layer.begin(), layer.end(), [&](size_t a, size_t b) {
      return wanted[a] != wanted[b] ? wanted[a] < wanted[b]
                                    : places[a] < places[b];
    });
    number(layer);
  };
  constexpr int kSweeps = 6;
  for (int i = 0; i < kSweeps; ++i) {
    for (std::vector<size_t> &layer : layers)
      sweep(layer, predecessors);
    for (size_t l = layers.size(); l-- > 0;)
      sweep(layers[l], successors);
  }
}

void Layout::place(double gapX, double gapY) {
  double y = 0;
  totalWidth = 0;
  for (const std::vector<size_t> &layer : layers) {
    double x = 0, height = 0;
    for (size_t node : layer) {
      nodes[node].x = x;
      x += nodes[node].width + gapX;
      height = std::max(height, nodes[node].height);
    }
    for (size_t node : layer)
      nodes[node].y = y + (height - nodes[node].height) / 2;
    totalWidth = std::max(totalWidth, x - gapX);
    y += height + gapY;
  }
  totalHeight = std::max(0.0, y - gapY);

  // Each layer moves as a whole to where its nodes' neighbours above are.
  double left = 0, right = totalWidth;
  for (const std::vector<size_t> &layer : layers) {
    double shift = 0;
    size_t count = 0;
    for (size_t node : layer)
      for (size_t before : predecessors[node]) {
        shift += nodes[before].centerX() - nodes[node].centerX();
        ++count;
      }
    double span = nodes[layer.back()].x + nodes[layer.back()].width;
    shift = count ? shift / double(count) : (totalWidth - span) / 2;
    for (size_t node : layer)
      nodes[node].x += shift;
    left = std::min(left, nodes[layer.front()].x);
    right = std::max(right, nodes[layer.back()].x + nodes[layer.back()].width);
  }
  for (LayoutNode &node : nodes)
    node.x -= left;
  totalWidth = right - left;
}

} // namespace tfc::driver

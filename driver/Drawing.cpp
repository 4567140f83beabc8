//===- Drawing.cpp - A partitioned graph as SVG ---------------------------===//
#include "driver/Drawing.h"
#include "ir/Program.h"

#include "driver/Layout.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using llvm::format;

namespace tfc::driver {
namespace {

constexpr double kOpWidth = 150, kOpHeight = 34, kPillHeight = 38;
constexpr double kGapX = 18, kGapY = 26, kMargin = 14, kTitle = 18;

std::string escape(llvm::StringRef text) {
  std::string out;
  llvm::raw_string_ostream stream(out);
  llvm::printHTMLEscaped(text, stream);
  return out;
}

std::string shorten(llvm::StringRef text, size_t limit) {
  return text.size() <= limit ? text.str()
                              : (text.take_front(limit - 1) + "…").str();
}

/// tensor<?x64xf32> -> "f32 [?, 64]".
std::string typeText(Type type) {
  auto tensor = dyn_cast_or_null<RankedTensorType>(type);
  if (!tensor)
    return "";
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << tensor.getElementType() << " [";
  llvm::interleaveComma(tensor.getShape(), stream, [&](int64_t dim) {
    if (ShapedType::isDynamic(dim))
      stream << "?";
    else
      stream << dim;
  });
  stream << "]";
  return text;
}

std::string nodeName(Operation *op) {
  if (auto name = dyn_cast<NameLoc>(op->getLoc()))
    return name.getName().str();
  return "";
}

/// One segment: its ops in layers.
struct SegmentDrawing {
  explicit SegmentDrawing(func::FuncOp function) : function(function) {
    llvm::DenseMap<Operation *, size_t> index;
    for (Operation &op : function.getBody().front().without_terminator()) {
      size_t node = layout.addNode(kOpWidth, kOpHeight);
      index[&op] = node;
      ops.push_back(&op);
      for (Value operand : op.getOperands())
        if (Operation *before = operand.getDefiningOp()) {
          layout.addEdge(index.lookup(before), node);
          edges.push_back({index.lookup(before), node});
        }
    }
    layout.run(kGapX, kGapY);
  }

  double width() const {
    return std::max(layout.width(), kOpWidth) + 2 * kMargin;
  }
  double height() const { return layout.height() + 2 * kMargin + kTitle; }

  func::FuncOp function;
  std::vector<Operation *> ops;
  std::vector<std::pair<size_t, size_t>> edges;
  Layout layout;
};

class Drawing {
public:
  explicit Drawing(ModuleOp module) {
    for (auto function : module.getOps<func::FuncOp>())
      if (function->hasAttr("tfc.segment"))
        segments.emplace_back(function);
    collectNodes(module);
    collectEdges();
  }

  std::string render() {
    layout.run(2 * kGapX, 2 * kGapY);
    out << format("<svg xmlns=\"http://www.w3.org/2000/svg\" "
                  "width=\"%.0f\" height=\"%.0f\" "
                  "font-family=\"sans-serif\" font-size=\"11\">\n",
                  layout.width() + 2 * kMargin, layout.height() + 2 * kMargin)
        << "<style>path{fill:none;stroke:#789;marker-end:url(#a)}"
           ".w{stroke:#b63;stroke-dasharray:4 3}"
           ".s{fill:#eef3f8;stroke:#9ab}.o{fill:#fff;stroke:#567}"
           ".t{fill:#e5f5e5;stroke:#5a5}.v{fill:#fdebdc;stroke:#b63}"
           ".d{fill:#678;font-size:9px}</style>\n"
           "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" "
           "markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\">"
           "<polygon points=\"0,1 8,4 0,7\" fill=\"#789\"/></marker></defs>\n";
    for (size_t i = 0; i < segments.size(); ++i)
      drawSegment(segments[i], layout[segmentNode[i]]);
    for (const Pill &pill : pills)
      drawPill(pill);
    for (const Edge &edge : edges)
      drawEdge(layout[edge.from], layout[edge.to], kMargin, kMargin,
               edge.writes);
    out << "</svg>\n";
    return std::move(text);
  }

private:
  struct Pill {
    size_t node;
    std::string title, detail;
    const char *style;
  };
  struct Edge {
    size_t from, to;
    bool writes;
  };

  size_t addPill(StringRef title, std::string detail, const char *style) {
    double width = 20 + 7.0 * double(std::max(title.size(), detail.size()));
    size_t node = layout.addNode(width, kPillHeight);
    pills.push_back({node, title.str(), std::move(detail), style});
    return node;
  }

  /// Adds the boxes in an order in which data flows forward: variables and fed
  /// tensors, then each segment with what it computes.
  void collectNodes(ModuleOp module) {
    llvm::StringMap<StringRef> names;
    llvm::StringMap<Type> types;
    for (auto tensor : module.getOps<TensorOp>()) {
      names[tensor.getSymName()] = tensor.getName().value_or("");
      types[tensor.getSymName()] = tensor.getType();
    }
    for (auto target : module.getOps<TargetOp>())
      names[target.getSymName()] = target.getName().value_or("");
    auto addTensor = [&](StringRef symbol) {
      if (node.contains(symbol))
        return;
      StringRef name = names.lookup(symbol);
      node[symbol] = addPill(name.empty() ? symbol : name,
                             typeText(types.lookup(symbol)), "t");
    };
    for (auto state : module.getOps<StateOp>())
      node[state.getSymName()] =
          addPill(state.getName(), typeText(state.getType()), "v");
    llvm::StringSet<> computed;
    for (SegmentDrawing &segment : segments)
      for (StringRef symbol : outputsOf(segment.function))
        computed.insert(symbol);
    for (SegmentDrawing &segment : segments) {
      for (StringRef symbol : inputsOf(segment.function))
        if (!computed.contains(symbol))
          addTensor(symbol);
      segmentNode.push_back(layout.addNode(segment.width(), segment.height()));
      for (StringRef symbol : outputsOf(segment.function))
        addTensor(symbol);
    }
  }

  void collectEdges() {
    auto add = [&](size_t from, size_t to, bool writes = false) {
      layout.addEdge(from, to);
      edges.push_back({from, to, writes});
    };
    for (size_t i = 0; i < segments.size(); ++i) {
      func::FuncOp function = segments[i].function;
      for (StringRef symbol : inputsOf(function))
        add(node[symbol], segmentNode[i]);
      for (StringRef symbol : outputsOf(function))
        add(segmentNode[i], node[symbol]);
      for (unsigned a = 0; a < function.getNumArguments(); ++a)
        if (auto state =
                function.getArgAttrOfType<FlatSymbolRefAttr>(a, "tfc.variable"))
          add(node[state.getValue()], segmentNode[i]);
      for (unsigned r = 0; r < function.getNumResults(); ++r)
        if (auto state = function.getResultAttrOfType<FlatSymbolRefAttr>(
                r, "tfc.assigned"))
          add(segmentNode[i], node[state.getValue()], /*writes=*/true);
    }
  }

  /// Tensors and targets that the segment waits for.
  static std::vector<StringRef> inputsOf(func::FuncOp function) {
    std::vector<StringRef> symbols;
    for (unsigned a = 0; a < function.getNumArguments(); ++a)
      if (auto input =
              function.getArgAttrOfType<FlatSymbolRefAttr>(a, "tfc.input"))
        symbols.push_back(input.getValue());
    addTargets(function, "tfc.after", symbols);
    return symbols;
  }
  static std::vector<StringRef> outputsOf(func::FuncOp function) {
    std::vector<StringRef> symbols;
    for (unsigned r = 0; r < function.getNumResults(); ++r)
      if (auto output =
              function.getResultAttrOfType<FlatSymbolRefAttr>(r, "tfc.output"))
        symbols.push_back(output.getValue());
    addTargets(function, "tfc.targets", symbols);
    return symbols;
  }
  static void addTargets(func::FuncOp function, StringRef attribute,
                         std::vector<StringRef> &symbols) {
    if (auto targets = function->getAttrOfType<ArrayAttr>(attribute))
      for (auto target : targets.getAsRange<FlatSymbolRefAttr>())
        symbols.push_back(target.getValue());
  }

  void drawSegment(SegmentDrawing &segment, const LayoutNode &box) {
    double x = box.x + kMargin, y = box.y + kMargin;
    rectangle(x, y, box.width, box.height, 6, "s");
    out << format("<text class=\"d\" x=\"%.1f\" y=\"%.1f\">", x + 8, y + 14)
        << escape(segment.function.getName()) << "</text>\n";
    double left = x + kMargin, top = y + kMargin + kTitle;
    for (auto [from, to] : segment.edges)
      drawEdge(segment.layout[from], segment.layout[to], left, top, false);
    for (size_t i = 0; i < segment.ops.size(); ++i) {
      const LayoutNode &place = segment.layout[i];
      Operation *op = segment.ops[i];
      std::string title = op->getName().stripDialect().str();
      if (std::string name = nodeName(op); !name.empty())
        title += " " + name;
      labelled(place.x + left, place.y + top, place.width, place.height, 3, "o",
               shorten(title, 26),
               op->getNumResults() ? typeText(op->getResult(0).getType()) : "");
    }
  }

  void drawPill(const Pill &pill) {
    const LayoutNode &place = layout[pill.node];
    labelled(place.x + kMargin, place.y + kMargin, place.width, place.height,
             place.height / 2, pill.style, pill.title, pill.detail);
  }

  void rectangle(double x, double y, double width, double height, double round,
                 const char *style) {
    out << format("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" ",
                  style, x, y, width)
        << format("height=\"%.1f\" rx=\"%.1f\"/>\n", height, round);
  }

  void labelled(double x, double y, double width, double height, double round,
                const char *style, const std::string &title,
                const std::string &detail) {
    rectangle(x, y, width, height, round, style);
    double middle = x + width / 2;
    double line = detail.empty() ? y + height / 2 + 4 : y + height / 2 - 2;
    out << format("<text text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">", middle,
                  line)
        << escape(title) << "</text>\n";
    if (!detail.empty())
      out << format("<text class=\"d\" text-anchor=\"middle\" x=\"%.1f\" "
                    "y=\"%.1f\">",
                    middle, line + 12)
          << escape(shorten(detail, 30)) << "</text>\n";
  }

  void drawEdge(const LayoutNode &from, const LayoutNode &to, double left,
                double top, bool writes) {
    double x1 = from.centerX() + left, y1 = from.bottom() + top;
    double x2 = to.centerX() + left, y2 = to.y + top;
    double bend = std::max(12.0, (y2 - y1) / 2);
    out << format("<path class=\"%s\" d=\"M%.1f,%.1f ", writes ? "w" : "e", x1,
                  y1)
        << format("C%.1f,%.1f %.1f,%.1f ", x1, y1 + bend, x2, y2 - bend)
        << format("%.1f,%.1f\"/>\n", x2, y2);
  }

  std::vector<SegmentDrawing> segments;
  std::vector<size_t> segmentNode;
  llvm::StringMap<size_t> node; ///< Of tensors, targets and states, by symbol.
  std::vector<Pill> pills;
  std::vector<Edge> edges;
  Layout layout;
  std::string text;
  llvm::raw_string_ostream out{text};
};

} // namespace

std::string drawSvg(ModuleOp module) { return Drawing(module).render(); }

} // namespace tfc::driver

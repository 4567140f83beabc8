//===- Nodes.td - TensorFlow's nodes that become no single op of ours ----===//
//
// One record for the nodes that one function imports, by the file of this folder
// that has it: `def : Nodes<[names], [names of outputs]>`. Nodes that are an op of
// ours stand in its definition, ir/ops/<family>.td, as facet `tf`.
//
//===----------------------------------------------------------------------===//
include "ir/Ops.td"

// Arrays.cpp
foreach kind = ["Update", "Add", "Sub", "Min", "Max"] in
  def : Nodes<["Scatter" # kind, "ResourceScatter" # kind, "ScatterNd" # kind, "ResourceScatterNd" # kind]>;
def : Nodes<["ScatterMul", "ResourceScatterMul"]>;
def : Nodes<["ScatterDiv", "ResourceScatterDiv"]>;
def : Nodes<["SpaceToBatch"]>;
def : Nodes<["BatchToSpace"]>;
def : Nodes<["Reverse"]>;

// Checks.cpp
def : Nodes<["Assert"]>;

// Constants.cpp
def : Nodes<["Placeholder", "PlaceholderV2"]>;
def : Nodes<["PlaceholderWithDefault"]>;

// Control.cpp. The first three are made when a graph is built: graph/raise/Raise.h.
def : Nodes<["_Loop"]>;
def : Nodes<["_Branch"]>;
def : Nodes<["_Merged"]>;
def : Nodes<["Switch", "RefSwitch"], ["output_false", "output_true"]>;
def : Nodes<["Merge", "RefMerge"], ["output", "value_index"]>;
def : Nodes<["Exit", "RefExit"]>;
def : Nodes<["If", "StatelessIf"]>;
def : Nodes<["Case", "StatelessCase"]>;
def : Nodes<["While", "StatelessWhile"]>;

// Convolution.cpp
def : Nodes<["_FusedConv2D"]>;
def : Nodes<["FusedDepthwiseConv2dNative", "_FusedDepthwiseConv2dNative"]>;
def : Nodes<["_FusedMatMul"]>;

// Functions.cpp
def : Nodes<["PartitionedCall", "StatefulPartitionedCall"]>;

// Gradients.cpp
def : Nodes<["BroadcastGradientArgs"], ["r0", "r1"]>;
def : Nodes<["BiasAddGrad"]>;

// Identity.cpp
def : Nodes<["RefIdentity", "PreventGradient", "Snapshot", "DeepCopy", "Print",
             "Enter", "RefEnter", "NextIteration", "RefNextIteration", "LoopCond"]>;
def : Nodes<["IdentityN"]>;
def : Nodes<["NoOp", "ControlTrigger"]>;
def : Nodes<["PrintV2", "DestroyResourceOp"]>;
def : Nodes<["ScalarSummary", "HistogramSummary", "ImageSummary", "AudioSummary", "AudioSummaryV2",
             "TensorSummary", "TensorSummaryV2", "MergeSummary"]>;

// Lists.cpp: the names of three versions of TensorArray.
class TensorArray<string method, list<string> outputs = []>
    : Nodes<["TensorArray" # method, "TensorArray" # method # "V2", "TensorArray" # method # "V3"], outputs>;
def : TensorArray<"", ["handle", "flow"]>;
def : TensorArray<"Write">;
def : TensorArray<"Read">;
def : TensorArray<"Gather">;
def : TensorArray<"Scatter">;
def : TensorArray<"Size">;
def : TensorArray<"Concat", ["value", "lengths"]>;
def : TensorArray<"Split">;
def : TensorArray<"Close">;
def : Nodes<["TensorListReserve", "EmptyTensorList"]>;
def : Nodes<["TensorListFromTensor"]>;
def : Nodes<["TensorListSetItem"]>;
def : Nodes<["TensorListGetItem"]>;
def : Nodes<["TensorListStack"]>;
def : Nodes<["TensorListGather"]>;
def : Nodes<["TensorListLength"]>;
def : Nodes<["TensorListConcat", "TensorListConcatV2"], ["tensor", "lengths"]>;
def : Nodes<["TensorListPushBack"]>;
def : Nodes<["TensorListPopBack"], ["output_handle", "tensor"]>;
def : Nodes<["TensorListElementShape"]>;

// Math.cpp
def : Nodes<["AddN", "AccumulateNV2"]>;
def : Nodes<["Select"]>;

// Normalization.cpp
def : Nodes<["FusedBatchNormGrad", "FusedBatchNormGradV2"],
            ["x_backprop", "scale_backprop", "offset_backprop", "reserve_space_3", "reserve_space_4"]>;
def : Nodes<["FusedBatchNormGradV3"],
            ["x_backprop", "scale_backprop", "offset_backprop", "reserve_space_4", "reserve_space_5"]>;

// Shapes.cpp
def : Nodes<["ZerosLike"]>;
def : Nodes<["OnesLike"]>;

// Variables.cpp
def : Nodes<["Variable", "VariableV2", "VarHandleOp"]>;
def : Nodes<["ReadVariableOp"]>;
def : Nodes<["Assign"]>;
def : Nodes<["AssignAdd"]>;
def : Nodes<["AssignSub"]>;
def : Nodes<["AssignVariableOp"]>;
def : Nodes<["AssignAddVariableOp"]>;
def : Nodes<["AssignSubVariableOp"]>;
def : Nodes<["VarIsInitializedOp", "IsVariableInitialized"]>;
def : Nodes<["VariableShape"]>;

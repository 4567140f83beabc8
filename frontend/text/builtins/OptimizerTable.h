// What the text frontend knows of TensorFlow's optimisers, generated from the
// definitions in ir/ops/training.td by tfc-tblgen --gen-optimizers.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_OPTIMIZERTABLE_H
#define TFC_FRONTEND_TEXT_BUILTINS_OPTIMIZERTABLE_H

#include "frontend/text/eval/OpMaker.h"

namespace tfc::text {

/// A variable beside each trained one. The slots of variable w are called
/// w/<Name>, w/<Name>_1, ... in the order of the list, as a checkpoint has
/// them.
struct OptimizerSlot {
  llvm::StringLiteral key;       // get_slot's name for it
  llvm::StringLiteral parameter; // which gives what it begins with, or empty
  double initial;                // if there is no such parameter
};

/// A scalar variable of the optimiser, which begins with a parameter's value
/// and is multiplied by it after each step.
struct OptimizerPower {
  llvm::StringLiteral name; // "beta1_power", also in a checkpoint
  llvm::StringLiteral parameter;
};

/// Where an argument of the update op comes from.
struct OptimizerArgument {
  enum Source : uint8_t {
    Variable,
    Slot,  // slots[index]
    Power, // powers[index]
    Gradient,
    Number,  // a parameter that may be a tensor; cast to the variable's type
    Count,   // a parameter that is a tensor of integers
    Truth,   // a parameter that is True or False
    Float,   // a parameter that is a Python number
    Fixed,   // the class's own value, as a literal
    Default, // the op's default
  };
  Source source;
  unsigned index;
  llvm::StringLiteral text; // the parameter or the literal
};

/// Makes an update op from its arguments in order, None for a default.
using UpdateMaker = Value (*)(const OpMaker &, ArrayRef<Value>);

/// The UpdateMaker of one op: Update<&OpMaker::apply_adam>::make.
template <auto maker>
struct Update;
template <typename... Arguments, Value (OpMaker::*maker)(Arguments...) const>
struct Update<maker> {
  static Value make(const OpMaker &make, ArrayRef<Value> arguments) {
    return expand(make, arguments, std::index_sequence_for<Arguments...>());
  }
  template <size_t... I>
  static Value expand(const OpMaker &make, ArrayRef<Value> arguments,
                      std::index_sequence<I...>) {
    assert(arguments.size() == sizeof...(I) && "a value for each argument");
    return (make.*maker)(arguments[I]...);
  }
};

/// A class of TensorFlow's, or one of the ops that it chooses between.
struct OptimizerEntry {
  const char *signature;
  llvm::StringLiteral function;  // "tf.train.AdamOptimizer"
  llvm::StringLiteral name;      // "Adam", of slots and the training op
  llvm::StringLiteral condition; // "centered", "!centered", or empty
  UpdateMaker make;
  llvm::StringLiteral node; // "ApplyAdam"
  llvm::ArrayRef<OptimizerSlot> slots;
  llvm::ArrayRef<OptimizerPower> powers;
  llvm::ArrayRef<OptimizerArgument> arguments; // operands, then attributes
};

} // namespace tfc::text

#endif

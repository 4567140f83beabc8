// Functions that a .tfg program cannot call, because it is not executed: they
// are named here so that the error can say what to do instead.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;

static Value notExecuted(Evaluator &ev, Call &call) {
  return ev.error(call.loc,
                  "'" + call.function() +
                      "' is executed, and a .tfg program only describes a "
                      "graph: fetch by 'tfc run --fetch=..', or from C and C++ "
                      "by the functions of tfc.h");
}

static Value noCheckpoint(Evaluator &ev, Call &call) {
  return ev.error(call.loc,
                  "'" + call.function() +
                      "' is not part of .tfg: variables start as their "
                      "initialisers say, those of a SavedModel as its "
                      "checkpoint does");
}

void tfc::text::addSessions(FunctionTable &table) {
  table.add({"print(*anything)",
             "open(*anything)",
             "input(*anything)",
             "tf.Session(*anything)",
             "tf.InteractiveSession(*anything)",
             "tf.Print(*anything)",
             "tf.py_func(*anything)",
             "tf.summary.scalar(*anything)",
             "tf.summary.histogram(*anything)",
             "tf.summary.image(*anything)",
             "tf.summary.merge_all(*anything)",
             "tf.summary.FileWriter(*anything)",
             "tf.app.run(*anything)",
             "tf.Graph(*anything)",
             "tf.get_default_graph(*anything)",
             "tf.get_default_session(*anything)",
             "tf.reset_default_graph(*anything)",
             "Tensor.eval(self, *anything)",
             "Operation.run(self, *anything)",
             "Variable.load(self, *anything)"},
            notExecuted);
  table.add("tf.train.Saver(*anything)", noCheckpoint);
}

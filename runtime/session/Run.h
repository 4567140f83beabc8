//===- Run.h - one run of a plan ------------------------------------------===//
//
// A run accepts the feeds (Feeds.cpp), settles shapes and buffers (Bind.cpp),
// takes the variables, checks what can be checked, executes the steps and hands
// out the values (Run.cpp). A run whose fed shapes are those of the last one
// skips the second step, and allocates nothing. From the first segment on whose
// shapes depend on values, shapes and buffers are settled segment by segment,
// in every run.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_RUNTIME_SESSION_RUN_H
#define TFC_RUNTIME_SESSION_RUN_H

#include "session/Session.h"

namespace tfc::runtime {

class Run {
public:
  Run(tfc_session &session, Plan &plan, const tfc_tensor *feeds,
      tfc_tensor *outputs, bool into)
      : session(session), program(*session.program), plan(plan), feeds(feeds),
        outputs(outputs), into(into) {}

  tfc_code execute();

private:
  // Feeds.cpp
  tfc_code accept();
  tfc_code acceptShape(Feed &feed, const tfc_tensor &value);
  tfc_code acceptNewShape(Feed &feed, const tfc_tensor &value);
  tfc_code acceptData(Feed &feed, const tfc_tensor &value);
  tfc_code acceptStrings(Feed &feed);

  // Bind.cpp
  tfc_code bind();
  tfc_code bindShapes(const Step &step);
  tfc_code checkOutput(const tfc_segment_info &segment, uint32_t tensor,
                       const int64_t *shape);
  tfc_code bindStorage(const Step &step);
  void bindBuffers(const Step &step);
  void bindFetches();
  void markFeeds(bool marked);
  tfc_code settle(const Step &step);

  // Run.cpp
  tfc_code takeVariables();
  tfc_code leaveVariables(tfc_code code);
  tfc_code checkVariables();
  tfc_code checkRoom();
  bool mayHold(uint32_t fetch) const;
  void placeResults();
  tfc_code runSteps();
  tfc_code runLateSteps();
  tfc_code runStep(const Step &step);
  void deliver();

  /// Whether shapes of some steps depend on values.
  bool isLate() const { return plan.firstLate < plan.steps.size(); }

  tfc_code fromReport(int32_t code, const char *segment) {
    const char *text = session.reportText.str();
    if (text[0])
      return session.error.fail(tfc_code(code), "%s", text);
    return session.error.fail(tfc_code(code), "Segment %s failed", segment);
  }
  const char *nameOf(uint32_t tensor) const {
    const char *name = program.tensors[tensor].name;
    return name ? name : "(unnamed)";
  }

  tfc_session &session;
  const tfc_program &program;
  Plan &plan;
  const tfc_tensor *feeds;
  tfc_tensor *outputs;
  bool into;

  /// Announced to the store when others may use it.
  Write write;
  bool writing = false;
  /// A number that changes when the variables may be elsewhere or others may
  /// be initialised: of a version, or of moves in the store.
  uint64_t variablesState = 0;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_RUN_H

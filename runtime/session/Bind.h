//===- Bind.h - shapes, storage and buffers of a plan ---------------------===//
#ifndef TFC_RUNTIME_SESSION_BIND_H
#define TFC_RUNTIME_SESSION_BIND_H

#include "session/Session.h"

namespace tfc::runtime {

/// Settles what the steps of a plan work on when the shapes of feeds are new:
/// sizes, memory for the outputs, and pointers.
class Binding {
public:
  Binding(tfc_session &session, Plan &plan)
      : session(session), program(*session.program), plan(plan) {}

  /// Binds the steps before plan.firstLate, and the fetches if these are all.
  tfc_code bind();

  /// Binds a later step, whose inputs have their values by now. Between
  /// markFeeds(true) and markFeeds(false).
  tfc_code settle(const Step &step);
  void bindFetches();
  void markFeeds(bool marked);

private:
  tfc_code bindShapes(const Step &step);
  tfc_code checkOutput(const tfc_segment_info &segment, uint32_t tensor,
                       const int64_t *shape);
  tfc_code bindStorage(const Step &step);
  void bindBuffers(const Step &step);

  tfc_session &session;
  const tfc_program &program;
  Plan &plan;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_BIND_H

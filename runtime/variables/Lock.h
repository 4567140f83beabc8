//===- Lock.h - a mutex that is held for the life of an object ------------===//
#ifndef TFC_RUNTIME_VARIABLES_LOCK_H
#define TFC_RUNTIME_VARIABLES_LOCK_H

#include <pthread.h>

namespace tfc::runtime {

/// std::lock_guard over the C library's mutex, for a runtime that links no C++
/// library.
class Lock {
public:
  explicit Lock(pthread_mutex_t &mutex) : mutex(mutex) {
    pthread_mutex_lock(&mutex);
  }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  ~Lock() { pthread_mutex_unlock(&mutex); }

private:
  pthread_mutex_t &mutex;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_VARIABLES_LOCK_H

// The generated protobuf classes, without the warnings of their headers.
#ifndef TFC_FRONTEND_IMPORT_READ_PROTOS_H
#define TFC_FRONTEND_IMPORT_READ_PROTOS_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "graph.pb.h"
#include "object_graph.pb.h"
#include "saved_model.pb.h"
#include "tensor.pb.h"
#pragma GCC diagnostic pop

#endif // TFC_FRONTEND_IMPORT_READ_PROTOS_H

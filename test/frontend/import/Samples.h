// Small models of every format, for the tests of the readers and their fuzzers.
#ifndef TFC_TEST_FRONTEND_IMPORT_SAMPLES_H
#define TFC_TEST_FRONTEND_IMPORT_SAMPLES_H

#include "frontend/import/read/Protos.h"

#include <map>
#include <string>

namespace tfc::samples {

/// relu(x @ w + b), a variable that counts, a function that squares.
tensorflow::GraphDef graph();

/// A loop of Switch and Merge, and a While over functions.
tensorflow::GraphDef loops();

/// y = w * x + b as TensorFlow 1 saves it: references to variables w = 0.5 and
/// b = 2, restored by ops of the graph, signature serving_default.
tensorflow::MetaGraphDef metaGraph1();

/// The same as TensorFlow 2 saves it: resources, a function for the signature,
/// one that restores, objects.
tensorflow::MetaGraphDef metaGraph2();

tensorflow::SavedModel savedModel(const tensorflow::MetaGraphDef &meta,
                                  const std::string &tag = "serve");

/// The names of the files of a model below its folder, with their contents.
using Files = std::map<std::string, std::string>;

/// The checkpoint of metaGraph1, or of metaGraph2 with a list of its objects,
/// under variables/.
Files variables(bool version2);

/// A SavedModel of metaGraph1 or metaGraph2.
Files savedModelFiles(bool version2);

/// A TensorFlow.js model with weights of every kind in two files.
Files tfjsFiles();

/// Writes files into a folder, which is made.
bool write(const std::string &folder, const Files &files);

} // namespace tfc::samples

#endif // TFC_TEST_FRONTEND_IMPORT_SAMPLES_H

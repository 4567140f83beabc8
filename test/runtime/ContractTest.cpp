// The contract of abi.h: what a runtime says of a program that was made for a
// newer one, and of places, images and sources that are not what they should
// be.
#include "Demo.h"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace {

class ContractTest : public testing::Test {
protected:
  void expectRefused(tfc_code expected, const char *message) {
    tfc_session *session = nullptr;
    EXPECT_EQ(tfc_session_create(&program, nullptr, &session), expected);
    EXPECT_EQ(session, nullptr);
    EXPECT_STREQ(tfc_session_error(nullptr), message);
  }
  void expectAccepted() {
    tfc_session *session = nullptr;
    EXPECT_EQ(tfc_session_create(&program, nullptr, &session), TFC_OK)
        << tfc_session_error(nullptr);
    tfc_session_destroy(session);
  }
  /// The program with its own copies of the tables.
  void copyTables() {
    tensors.assign(program.tensors, program.tensors + program.num_tensors);
    variables.assign(program.variables,
                     program.variables + program.num_variables);
    segments.assign(program.segments, program.segments + program.num_segments);
    program.tensors = tensors.data();
    program.variables = variables.data();
    program.segments = segments.data();
  }

  tfc_program program = demo::program();
  std::vector<tfc_tensor_info> tensors;
  std::vector<tfc_variable_info> variables;
  std::vector<tfc_segment_info> segments;
};

// Nothing behind the common part is looked at: a newer version may have
// anything there.
TEST_F(ContractTest, NewerVersion) {
  char *bytes = reinterpret_cast<char *>(&program);
  memset(bytes + offsetof(tfc_program, graph_hash), 0xff,
         sizeof program - offsetof(tfc_program, graph_hash));
  program.abi_version = 5;
  program.struct_size = 264;
  expectRefused(TFC_INVALID_ARGUMENT,
                "Program demo needs version 5 of tfc's ABI, this runtime has "
                "version 4: link a newer one");
}

TEST_F(ContractTest, FeaturesByTheirNames) {
  program.features = TFC_FEATURE_DEVICE_CODE;
  program.feature_names = "device code";
  expectRefused(TFC_UNIMPLEMENTED,
                "Program demo needs the feature 'device code' (bit 00000001), "
                "which this runtime lacks: link one that has it");
  program.features = 0x40;
  program.feature_names = "sparse weights";
  expectRefused(TFC_UNIMPLEMENTED,
                "Program demo needs the feature 'sparse weights' (bit "
                "00000040), which this runtime lacks: link one that has it");
  program.feature_names = nullptr;
  expectRefused(TFC_UNIMPLEMENTED,
                "Program demo needs the feature '' (bit 00000040), which this "
                "runtime lacks: link one that has it");
}

TEST_F(ContractTest, PlacesWithoutDeviceCode) {
  copyTables();
  tfc_device_info device = {"/device:GPU:0", TFC_DEVICE_GPU, 0};
  program.num_devices = 1;
  program.devices = &device;
  expectAccepted();
  tensors[1].place = 1;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: tensor 1");
  tensors[1].place = TFC_HOST;
  variables[1].place = 1;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: variable 1");
  variables[1].place = TFC_HOST;
  segments[2].place = 1;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: segment 2");
  segments[2].place = TFC_HOST;
  device.name = nullptr;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: device 0");
  program.devices = nullptr;
  expectRefused(TFC_INVALID_ARGUMENT,
                "Program demo is broken: the lists of the program 0");
}

TEST_F(ContractTest, Images) {
  tfc_image_info image = {"sm_90", "code", 4, TFC_DEVICE_GPU, 0};
  program.num_images = 1;
  program.images = &image;
  expectAccepted();
  image.size = 0;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: image 0");
  image = {nullptr, "code", 4, TFC_DEVICE_GPU, 0};
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: image 0");
  program.images = nullptr;
  expectRefused(TFC_INVALID_ARGUMENT,
                "Program demo is broken: the lists of the program 0");
}

TEST_F(ContractTest, Sources) {
  copyTables();
  static const char sources[] = "graph.tfg:7-9,12\0graph.tfg:14";
  program.sources = sources;
  program.num_source_bytes = sizeof sources;
  segments[1].source = 17;
  EXPECT_STREQ(program.sources + segments[1].source, "graph.tfg:14");
  expectAccepted();
  segments[1].source = sizeof sources;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: segment 1");
  segments[1].source = 17;
  program.num_source_bytes = 20; // no zero at the end
  expectRefused(TFC_INVALID_ARGUMENT,
                "Program demo is broken: the lists of the program 0");
}

} // namespace

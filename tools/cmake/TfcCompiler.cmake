# What every compiler target shares: MLIR's headers and dylibs, one precompiled
# header, tablegen rules. Nothing here reaches runtime/.

list(APPEND CMAKE_PREFIX_PATH /usr/lib/llvm-22)
find_package(MLIR REQUIRED CONFIG)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "tfc needs LLVM 22, found ${LLVM_PACKAGE_VERSION}")
endif()
list(APPEND CMAKE_MODULE_PATH ${LLVM_CMAKE_DIR} ${MLIR_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

separate_arguments(TFC_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")

add_library(tfc_llvm INTERFACE)
target_include_directories(tfc_llvm SYSTEM INTERFACE
  ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
target_include_directories(tfc_llvm INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_definitions(tfc_llvm INTERFACE ${TFC_LLVM_DEFINITIONS})
target_compile_options(tfc_llvm INTERFACE -fno-exceptions -Wall -Wextra
  -Wno-unused-parameter -Wno-missing-field-initializers
  # Nearly all the time of `tfc compile` is spent in LLVM's libraries, so the
  # compiler itself is built in a sixth less time for the same speed.
  $<$<CONFIG:Release>:-O1>)

# The precompiled header: what nearly every compiler file includes. It holds no
# header of tfc's own, so that an edit never rebuilds everything.
# It is written where it differs alone: a new configuration compiles nothing again.
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/pch.cpp
  CONTENT "// The precompiled header needs a file to be built for.\n")
add_library(tfc_pch OBJECT ${CMAKE_CURRENT_BINARY_DIR}/pch.cpp)
target_link_libraries(tfc_pch PRIVATE tfc_llvm)
# Clang writes the place of the checkout into it, so no compiler cache may serve
# it to another one; what includes it is cached by the sum that stands beside it.
target_precompile_headers(tfc_pch PRIVATE <tools/cmake/pch.h>)
set_target_properties(tfc_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # As CMake has them, but with relative paths: ccache does not see these. Ninja
  # runs every compiler in the build folder.
  if(CMAKE_GENERATOR STREQUAL "Ninja")
    set(header CMakeFiles/tfc_pch.dir/cmake_pch.hxx)
    set(CMAKE_CXX_COMPILE_OPTIONS_CREATE_PCH
      -Xclang -emit-pch -Xclang -include -Xclang ${header} -x c++-header)
    set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch
      -Xclang ${header}.pch -Xclang -include -Xclang ${header})
  endif()
  target_compile_options(tfc_pch PRIVATE -fpch-instantiate-templates
    "SHELL:-Xclang -fno-pch-timestamp")
endif()
# ccache's manual, "Precompiled headers": with pch_external_checksum this stands
# for the header's contents.
file(SHA256 ${PROJECT_SOURCE_DIR}/tools/cmake/pch.h pch_sum)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/CMakeFiles/tfc_pch.dir/cmake_pch.hxx.pch.sum
  CONTENT "${pch_sum} LLVM ${LLVM_PACKAGE_VERSION}\n")

# tfc_compiler_library(NAME SOURCES... [LINK TARGETS...] [DEPENDS TARGETS...])
# A static library of the compiler. Only executables link the MLIR dylib.
function(tfc_compiler_library name)
  cmake_parse_arguments(ARG "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC tfc_llvm ${ARG_LINK})
  target_precompile_headers(${name} REUSE_FROM tfc_pch)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# tfc_compiler_executable(NAME SOURCES... [LINK TARGETS...])
function(tfc_compiler_executable name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE tfc_llvm ${ARG_LINK} MLIR LLVM)
  # The precompiled header is built with -fPIC, so executables must be too.
  # LLVM stands in a folder of its own, so an installed tool must know it.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF
    INSTALL_RPATH_USE_LINK_PATH ON)
  target_compile_options(${name} PRIVATE -fPIC)
  target_precompile_headers(${name} REUSE_FROM tfc_pch)
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    set(options ${PROJECT_SOURCE_DIR}/tools/cmake/sanitizers.cpp)
    target_sources(${name} PRIVATE ${options})
    set_source_files_properties(${options} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

# tfc_tablegen(TARGET TD OUT ACTION [TOOL]): runs ACTION of mlir-tblgen (or TOOL)
# on TD, into OUT of the current binary folder; TARGET collects the outputs.
function(tfc_tablegen target td)
  cmake_parse_arguments(ARG "" "TOOL" "" ${ARGN})
  set(outputs)
  if(ARG_TOOL)
    set(tool $<TARGET_FILE:${ARG_TOOL}>)
    set(tool_dependency ${ARG_TOOL})
  else()
    set(tool ${MLIR_TABLEGEN_EXE})
    set(tool_dependency)
  endif()
  list(LENGTH ARG_UNPARSED_ARGUMENTS count)
  math(EXPR last "${count} - 1")
  foreach(i RANGE 0 ${last} 2)
    math(EXPR j "${i} + 1")
    list(GET ARG_UNPARSED_ARGUMENTS ${i} out)
    list(GET ARG_UNPARSED_ARGUMENTS ${j} actions)
    string(REPLACE " " ";" actions "${actions}")
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${out})
    add_custom_command(OUTPUT ${out}
      COMMAND ${tool} ${actions} -I ${PROJECT_SOURCE_DIR}
        -I /usr/lib/llvm-22/include ${CMAKE_CURRENT_SOURCE_DIR}/${td}
        --write-if-changed -o ${out} -d ${out}.d
      DEPFILE ${out}.d
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${td} ${tool_dependency}
      VERBATIM)
    list(APPEND outputs ${out})
  endforeach()
  add_custom_target(${target} DEPENDS ${outputs})
endfunction()

# tfc_pass_tables(OUT): each Passes.td in the current folder or in one of its own
# becomes FOLDER/Passes.h.inc; OUT collects the targets. The tables are also
# written down for tfc_pass_registration, so that nothing else lists them.
function(tfc_pass_tables out)
  file(GLOB_RECURSE tables CONFIGURE_DEPENDS
    RELATIVE ${PROJECT_SOURCE_DIR} Passes.td)
  set(targets)
  foreach(table ${tables})
    get_filename_component(folder ${table} DIRECTORY)
    string(MAKE_C_IDENTIFIER ${folder} name)
    file(RELATIVE_PATH local
      ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${folder})
    if(local)
      string(APPEND local /)
    endif()
    tfc_tablegen(tfc_${name}_passes ${local}Passes.td
      ${local}Passes.h.inc "-gen-pass-decls -name=_${name}_")
    list(APPEND targets tfc_${name}_passes)
    set_property(GLOBAL APPEND PROPERTY TFC_PASS_FOLDERS ${folder})
  endforeach()
  set(${out} ${targets} PARENT_SCOPE)
endfunction()

# tfc_pass_registration(OUT): writes the function registerTfcPasses(), which makes
# the passes of every tfc_pass_tables() known to tools that name passes.
function(tfc_pass_registration out)
  get_property(folders GLOBAL PROPERTY TFC_PASS_FOLDERS)
  set(includes)
  set(calls)
  foreach(folder ${folders})
    string(MAKE_C_IDENTIFIER ${folder} name)
    string(APPEND includes "#define GEN_PASS_DECL\n#define GEN_PASS_REGISTRATION\n"
      "#include \"${folder}/Passes.h.inc\"\n")
    string(APPEND calls "  register_${name}_Passes();\n")
  endforeach()
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
"// Made by tools/cmake/TfcCompiler.cmake from the folders that hold a Passes.td.
@includes@
static void registerTfcPasses() {
@calls@}
")
endfunction()

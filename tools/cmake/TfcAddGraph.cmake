# tfc_add_graph(TARGET GRAPH FILE [NAME ID] [OPTIONS ...] [DEPENDS ...])
#
# Compiles a graph into TARGET, which then includes "ID.h" and is linked with
# the runtime:
#
#   find_package(tfc REQUIRED)
#   add_executable(digits main.cpp)
#   tfc_add_graph(digits GRAPH digits.tfg OPTIONS --cpu=x86-64-v3)
#
# GRAPH    anything `tfc compile` reads; relative to the current source folder
# NAME     of the header and the symbols; by default the file's name
# OPTIONS  more arguments of `tfc compile`
# DEPENDS  further files that the graph is made of
#
# Call it in the folder that defines TARGET.
function(tfc_add_graph target)
  cmake_parse_arguments(ARG "" "GRAPH;NAME" "OPTIONS;DEPENDS" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "tfc_add_graph(${target}): unknown arguments: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "tfc_add_graph: there is no target ${target}")
  endif()
  if(NOT ARG_GRAPH)
    message(FATAL_ERROR "tfc_add_graph(${target}): GRAPH is missing")
  endif()
  get_filename_component(graph "${ARG_GRAPH}" ABSOLUTE)
  if(NOT ARG_NAME)
    get_filename_component(ARG_NAME "${graph}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${ARG_NAME}" ARG_NAME)
  endif()

  # Within tfc's own build the compiler is a target, elsewhere a program.
  set(depends ${ARG_DEPENDS})
  if(TFC_COMPILER)
    set(compiler "${TFC_COMPILER}")
    list(APPEND depends "${TFC_COMPILER}")
  elseif(TARGET tfc)
    set(compiler "$<TARGET_FILE:tfc>")
    list(APPEND depends tfc)
  else()
    message(FATAL_ERROR "tfc_add_graph(${target}): TFC_COMPILER is not set")
  endif()

  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.tfc")
  set(object "${folder}/${ARG_NAME}.o")
  set(header "${folder}/${ARG_NAME}.h")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${object}" "${header}"
    COMMAND "${compiler}" compile "${graph}" -o "${object}"
      "--name=${ARG_NAME}" ${ARG_OPTIONS}
    DEPENDS "${graph}" ${depends}
    COMMENT "Compiling graph ${ARG_GRAPH}"
    VERBATIM)
  set_source_files_properties("${object}" PROPERTIES
    EXTERNAL_OBJECT TRUE GENERATED TRUE)
  target_sources(${target} PRIVATE "${object}" "${header}")
  target_include_directories(${target} PRIVATE "${folder}")
  target_link_libraries(${target} PRIVATE tfc::runtime)
endfunction()

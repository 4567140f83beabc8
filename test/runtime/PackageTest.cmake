# Installs the runtime of BUILD into a fresh prefix under WORK and builds with it
# as strangers do: by CMake in C and in C++, and by pkg-config in one command.
set(prefix ${WORK}/prefix)
set(package ${CMAKE_CURRENT_LIST_DIR}/package)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result
    OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed: ${result}\n${output}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component runtime)

foreach(case "C main.c" "CXX main.cpp")
  separate_arguments(case)
  list(GET case 0 language)
  list(GET case 1 source)
  set(build ${WORK}/${language})
  run(${CMAKE_COMMAND} -S ${package} -B ${build} -DCMAKE_PREFIX_PATH=${prefix}
    -DLANGUAGE=${language} -DSOURCE=${source}
    -DTFC_COMPILER=${package}/compiler.sh)
  run(${CMAKE_COMMAND} --build ${build})
  run(${build}/stranger)
endforeach()

find_program(PKG_CONFIG pkg-config)
if(PKG_CONFIG)
  file(GLOB_RECURSE pc ${prefix}/tfc.pc)
  get_filename_component(folder ${pc} DIRECTORY)
  set(ENV{PKG_CONFIG_PATH} ${folder})
  run(sh -ec "cd ${package}
    flags=$(${PKG_CONFIG} --cflags --libs tfc)
    cc -std=c11 -Wall -Wextra -Werror main.c object.c $flags -o ${WORK}/c
    c++ -std=c++17 -fno-exceptions main.cpp ${WORK}/CXX/stranger.tfc/counter.o $flags -o ${WORK}/cxx
    ${WORK}/c
    ${WORK}/cxx")
endif()

# A program without parallel loops needs no C++ library, and none is large.
file(GLOB_RECURSE archive ${prefix}/libtfc_runtime.a)
foreach(case "serial -DSERIAL" "parallel -lstdc++")
  separate_arguments(case)
  list(GET case 0 name)
  list(GET case 1 flag)
  run(cc -std=c11 -O2 -I${prefix}/include ${package}/main.c ${package}/object.c
    ${archive} ${flag} -lm -pthread -Wl,--gc-sections -s -o ${WORK}/${name})
  run(${WORK}/${name})
  file(SIZE ${WORK}/${name} size)
  message(STATUS "${name} program, stripped: ${size} bytes")
  if(size GREATER 153600)
    message(FATAL_ERROR "the runtime is larger than 150 KB")
  endif()
endforeach()

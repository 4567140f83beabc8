#!/bin/sh
# Stands for `tfc compile GRAPH -o OUT.o --name=counter --cpu=native`, so that
# the package is tested where the compiler is not built.
set -e
[ "$1" = compile ] && [ "$3" = -o ] && [ "$5" = --name=counter ] &&
  [ "$6" = --cpu=native ]
here=$(dirname "$0")
cc -std=c11 -O1 -fPIC -I"$here/../../../runtime/include" -c "$here/object.c" -o "$4"
cp "$here/counter.h" "${4%.o}.h"

#include "codegen/object/Header.h"
std::string tfc::renderHeader(const ProgramInfo &program) { return ""; }

# tfc_processor_folder(VARIABLE): the folder below target/ of this directory with
# what is written for the processor that is compiled for; generic/ where it has
# none.
function(tfc_processor_folder variable)
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/target/${CMAKE_SYSTEM_PROCESSOR})
  if(NOT EXISTS ${folder})
    set(folder ${CMAKE_CURRENT_SOURCE_DIR}/target/generic)
  endif()
  set(${variable} ${folder} PARENT_SCOPE)
endfunction()

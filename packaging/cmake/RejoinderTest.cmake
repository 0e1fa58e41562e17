# How tests are added. tests/README.md says which suite is for what.
#
# For every label there is a build target tests.<label> with what its tests need, so that packaging/test builds no more
# than it runs. Tests are therefore added with these functions only, never with add_test().

add_custom_target(tests.all)

# rejoinder_test(<target> [NAME <ctest name>] SOURCES <file>... LABELS <label>... [LINK <target>...] [NEEDS <target>...]
#                [TIMEOUT <seconds>] [ARGUMENTS <argument>...] [SERIAL] [NO_MAIN])
# A GoogleTest executable that links the kernel, run by ctest as one test. NEEDS names what it runs beside itself, for
# example `product` (executable and plugins). With NO_MAIN it brings its own main().
function(rejoinder_test target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "NO_MAIN;SERIAL" "NAME;TIMEOUT" "SOURCES;LABELS;LINK;NEEDS;ARGUMENTS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "rejoinder_test(${target}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
    endif()
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/bin")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_compile_definitions(
        ${target} PRIVATE REJOINDER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" REJOINDER_BINARY_DIR="${PROJECT_BINARY_DIR}")
    target_link_options(${target} PRIVATE -Wl,--no-as-needed)
    target_link_libraries(${target} PRIVATE ${arg_LINK} librejoinder rejoinder_kernel_libraries rejoinder_flags)
    if(TARGET rejoinder_test_support)
        target_link_libraries(${target} PRIVATE rejoinder_test_support)
    endif()
    if(arg_NO_MAIN)
        target_link_libraries(${target} PRIVATE GTest::gmock)
    else()
        target_link_libraries(${target} PRIVATE GTest::gmock_main)
    endif()
    if(NOT arg_NAME)
        set(arg_NAME ${target})
    endif()
    set(serial "")
    if(arg_SERIAL)
        set(serial SERIAL)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    rejoinder_test_run(
        ${arg_NAME}
        TARGET ${target}
        LABELS ${arg_LABELS}
        NEEDS ${arg_NEEDS}
        TIMEOUT ${arg_TIMEOUT}
        ARGUMENTS ${arg_ARGUMENTS}
        ${serial})
endfunction()

# rejoinder_test_run(<ctest name> TARGET <target> LABELS <label>... [ARGUMENTS <argument>...] [NEEDS <target>...]
#                    [TIMEOUT <seconds>] [SERIAL])
# One more test of an executable that rejoinder_test() made, for example with another --gtest_filter.
function(rejoinder_test_run name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TARGET;TIMEOUT" "LABELS;ARGUMENTS;NEEDS")
    add_test(NAME ${name} COMMAND ${arg_TARGET} ${arg_ARGUMENTS})
    _rejoinder_test_properties(${name} "${arg_LABELS}" "${arg_TIMEOUT}" "${arg_SERIAL}" ${arg_TARGET} ${arg_NEEDS})
    # All of its tests skipped themselves and none failed: ctest says so, too.
    set_tests_properties(
        ${name} PROPERTIES SKIP_REGULAR_EXPRESSION "PASSED  \\] 0 tests\\.\n(\\[  SKIPPED \\] [^\n]*\n)+$")
endfunction()

# rejoinder_script_test(<ctest name> LABELS <label>... COMMAND <program> [<argument>...] [NEEDS <target>...]
#                       [TIMEOUT <seconds>] [COST <seconds>] [SERIAL])
# Runs a program in the folder of the CMakeLists.txt. Exit code 77 reports it as skipped. Those with the highest COST
# begin first.
function(rejoinder_script_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TIMEOUT;COST" "LABELS;COMMAND;NEEDS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "rejoinder_script_test(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
    endif()
    add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    _rejoinder_test_properties(${name} "${arg_LABELS}" "${arg_TIMEOUT}" "${arg_SERIAL}" ${arg_NEEDS})
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
    if(arg_COST)
        set_tests_properties(${name} PROPERTIES COST ${arg_COST})
    endif()
endfunction()

# rejoinder_plugin_test(<name> [LINK <target>...] [NEEDS <target>...]): the unit tests of one plugin or kernel room, tests/unit/<name>/*.cpp,
# as executable unit_<name> and test unit.<name>. It links <name>_objects where a plugin of that name exists, or the
# library <name> of plugins/support.
function(rejoinder_plugin_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;NEEDS")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/unit/${name}/*.cpp")
    if(NOT sources)
        return()
    endif()
    if(TARGET ${name}_objects)
        list(APPEND arg_LINK ${name}_objects)
    elseif(TARGET ${name})
        list(APPEND arg_LINK ${name})
    endif()
    rejoinder_test(
        unit_${name}
        NAME unit.${name}
        SOURCES ${sources}
        LABELS unit ${name}
        LINK ${arg_LINK}
        NEEDS ${arg_NEEDS})
    # They are compiled more often than their milliseconds count.
    target_compile_options(unit_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    list(LENGTH sources count)
    if(REJOINDER_PRECOMPILE AND count GREATER 3) # for fewer it costs more than it spares
        target_precompile_headers(unit_${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <rejoinder/plugin.h>)
    endif()
endfunction()

# rejoinder_fuzz_test(<name> SOURCES <file>... CORPUS <dir> [LABELS <label>...] [LINK <target>...] [SECONDS <n>])
# LLVMFuzzerTestOneInput(). In the fuzz preset libFuzzer drives it; elsewhere the small driver of tests/fuzz runs the
# corpus and seeded mutations of it, so that the plain and sanitizer builds try the same inputs without clang.
function(rejoinder_fuzz_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "CORPUS;SECONDS" "SOURCES;LABELS;LINK")
    if(NOT arg_SECONDS)
        set(arg_SECONDS 10)
    endif()
    set(target fuzz_${name})
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/bin")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} PRIVATE ${arg_LINK} librejoinder rejoinder_kernel_libraries rejoinder_flags)
    if(REJOINDER_LIBFUZZER)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/tests/fuzz/driver/main.cpp")
    endif()
    # New inputs go into the first folder that libFuzzer is given, never into the sources.
    set(found "${PROJECT_BINARY_DIR}/tests/fuzz-found/${name}")
    file(MAKE_DIRECTORY "${found}/corpus")
    if(NOT IS_DIRECTORY "${arg_CORPUS}")
        set(arg_CORPUS "")
    endif()
    add_test(NAME fuzz.${name} COMMAND ${target} -seed=1 -max_total_time=${arg_SECONDS} -timeout=10
                                       -artifact_prefix=${found}/ "${found}/corpus" ${arg_CORPUS})
    _rejoinder_test_properties(fuzz.${name} "fuzz;${arg_LABELS}" 300 FALSE ${target})
endfunction()

function(_rejoinder_test_properties name labels timeout serial)
    if(NOT labels)
        message(FATAL_ERROR "${name}: a test has at least one label")
    endif()
    if(NOT timeout)
        set(timeout 300)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT ${timeout} RUN_SERIAL ${serial})
    set(environment "REJOINDER_SOURCE_DIR=${PROJECT_SOURCE_DIR}" "REJOINDER_BINARY_DIR=${PROJECT_BINARY_DIR}")
    # What measures or strikes does it on a disk, also when packaging/test keeps the others' folders in memory.
    if("bench" IN_LIST labels OR "crash" IN_LIST labels)
        if("$ENV{TMPDIR}" STREQUAL "" OR "$ENV{TMPDIR}" STREQUAL "/dev/shm")
            list(APPEND environment "TMPDIR=/tmp")
        endif()
    endif()
    if(REJOINDER_SANITIZE)
        list(APPEND environment "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0"
             "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp:print_suppressions=0")
    endif()
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "${environment}")
    foreach(label IN LISTS labels)
        if(NOT TARGET tests.${label})
            add_custom_target(tests.${label})
            set_property(GLOBAL APPEND PROPERTY REJOINDER_LABELS ${label})
        endif()
        if(ARGN)
            add_dependencies(tests.${label} ${ARGN})
        endif()
    endforeach()
    if(ARGN)
        add_dependencies(tests.all ${ARGN})
    endif()
endfunction()

# The labels that packaging/test accepts; called once, after all tests were added.
function(rejoinder_write_labels)
    get_property(labels GLOBAL PROPERTY REJOINDER_LABELS)
    list(SORT labels)
    list(JOIN labels "\n" text)
    file(WRITE "${PROJECT_BINARY_DIR}/tests/labels.txt" "${text}\n")
endfunction()

# How tests are added. tests/README.md says which suite is for what.

# rejoinder_test(<target> NAME <ctest name> SOURCES <file>... LABELS <label>... [LINK <target>...] [TIMEOUT <seconds>]
#                [NO_MAIN])
# A GoogleTest executable that links the kernel, run by ctest as one test.
function(rejoinder_test target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "NO_MAIN" "NAME;TIMEOUT" "SOURCES;LABELS;LINK")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    add_executable(${target} ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
    target_compile_definitions(
        ${target} PRIVATE REJOINDER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" REJOINDER_BINARY_DIR="${PROJECT_BINARY_DIR}")
    target_link_options(${target} PRIVATE -Wl,--no-as-needed)
    target_link_libraries(${target} PRIVATE ${arg_LINK} librejoinder rejoinder_kernel_libraries rejoinder_flags)
    if(TARGET rejoinder_test_support AND NOT target STREQUAL "rejoinder_test_support")
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
    add_test(NAME ${arg_NAME} COMMAND ${target})
    set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} SKIP_REGULAR_EXPRESSION
                                                "\\[  SKIPPED \\] 0 tests")
endfunction()

# rejoinder_plugin_test(<name> [LINK <target>...]): the unit tests of one plugin or kernel room, tests/unit/<name>/*.cpp,
# as executable unit_<name> and test unit.<name>. It links <name>_objects where a plugin of that name exists, or the
# library <name> of plugins/support.
function(rejoinder_plugin_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/unit/${name}/*.cpp")
    if(NOT sources)
        return()
    endif()
    if(TARGET ${name}_objects)
        list(APPEND arg_LINK ${name}_objects)
    elseif(TARGET ${name})
        list(APPEND arg_LINK ${name})
    endif()
    rejoinder_test(unit_${name} NAME unit.${name} SOURCES ${sources} LABELS unit ${name} LINK ${arg_LINK})
endfunction()

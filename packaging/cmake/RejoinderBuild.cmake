# How everything in this tree is compiled: language, warnings, sanitizers, linker, compiler cache, output folders.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug or Release" FORCE)
endif()

option(REJOINDER_WERROR "Treat warnings as errors" ON)
set(REJOINDER_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
option(REJOINDER_LIBFUZZER "Build tests/fuzz with libFuzzer (needs clang)" OFF)

include(GNUInstallDirs)

# The build tree has the shape of the installed one: bin/, lib/, plugins/<name>/, share/rejoinder/.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")

find_program(REJOINDER_CCACHE ccache)
if(DEFINED ENV{CCACHE_DISABLE})
    set(REJOINDER_CCACHE OFF CACHE FILEPATH "Nothing is kept for another build" FORCE)
endif()
if(REJOINDER_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${REJOINDER_CCACHE}")
endif()

# Most of every source's time is spent on headers. Who has ccache builds often, and each source for itself; who has none
# (or CCACHE_DISABLE in the environment) builds once: several sources together, with the common headers precompiled.
if(REJOINDER_CCACHE)
    set(once OFF)
else()
    set(once ON)
endif()
option(REJOINDER_PRECOMPILE "Precompile the headers that every source includes" ${once})
option(REJOINDER_UNITY "Compile several sources together" ${once})
if(REJOINDER_UNITY)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
endif()

find_program(REJOINDER_MOLD mold)
if(REJOINDER_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# Applied to own targets through rejoinder_flags; never exported to a plugin built elsewhere.
add_library(rejoinder_flags INTERFACE)
target_compile_options(
    rejoinder_flags
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              -Wcast-align
              -Wformat=2
              -Wunused
              $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
              $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
              # GCC 12 reports std::string concatenations wrongly here (GCC bug 105329).
              $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(REJOINDER_WERROR)
    target_compile_options(rejoinder_flags INTERFACE -Werror)
endif()

if(REJOINDER_PRECOMPILE)
    # A source whose flags differ is compiled without, and that is no fault.
    set(CMAKE_PCH_WARN_INVALID OFF)
    # Within precompiled headers GCC 12 forgets which of them belong to the system and reports its own std::string; the
    # build without them keeps these warnings.
    target_compile_options(
        rejoinder_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
                                  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>)
endif()

if(REJOINDER_UNITY)
    # What a source keeps to itself may be used by its own classes, and two sources may use one name in different scopes;
    # the build of each source for itself keeps these warnings.
    target_compile_options(rejoinder_flags INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

if(REJOINDER_SANITIZE)
    add_compile_options(-fsanitize=${REJOINDER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${REJOINDER_SANITIZE})
    # Instrumentation confuses the flow analysis of GCC; the plain builds keep these warnings.
    target_compile_options(
        rejoinder_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
                                  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow> $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
    add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()

if(REJOINDER_LIBFUZZER)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

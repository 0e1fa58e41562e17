# add_rejoinder_plugin(): the one way to build a plugin, in this tree and, from the installed package, outside of it.
#
#   add_rejoinder_plugin(<name> [LINK <target>...] [DIRECTORY <dir>] [OUTPUT <dir>] [NO_INSTALL] [ALLOW_UNDEFINED])
#
# DIRECTORY (default: the current one) holds plugin.json and src/*.cpp, and outside this tree perhaps sql/.
# It makes <name>_objects, an object library that unit tests link, and <name>, the loadable library, written to
# <OUTPUT>/<name>/<name>.so (default: plugins/ of the build tree) with plugin.json beside it. The text of the manifest
# is compiled in as well: #include "plugin_manifest.h" gives kPluginManifest.
#
# Four flags keep a plugin from harming others, and none of them may be taken away: hidden visibility and hidden inlines
# (else two plugins with a class of one name run each other's code), -z now and --no-undefined (else a missing symbol
# ends the process when it is first called). ALLOW_UNDEFINED lifts the last one for the test that shows this.

set(REJOINDER_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}")

# Everything that belongs to a runnable product: the executable and all plugins, without tests.
if(NOT TARGET product)
    add_custom_target(product)
endif()

function(add_rejoinder_plugin name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "NO_INSTALL;ALLOW_UNDEFINED" "DIRECTORY;OUTPUT" "LINK")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "add_rejoinder_plugin(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_DIRECTORY)
        set(arg_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    if(NOT arg_OUTPUT)
        set(arg_OUTPUT "${PROJECT_BINARY_DIR}/plugins")
    endif()

    file(GLOB sources CONFIGURE_DEPENDS "${arg_DIRECTORY}/src/*.cpp")
    if(NOT sources)
        message(STATUS "Plugin ${name}: no sources in ${arg_DIRECTORY}/src, left out")
        return()
    endif()

    _rejoinder_plugin_manifest(${name} "${arg_DIRECTORY}/plugin.json" "${arg_OUTPUT}/${name}" generated)

    set(flags $<BUILD_INTERFACE:$<TARGET_NAME_IF_EXISTS:rejoinder_flags>>)
    add_library(${name}_objects OBJECT ${sources})
    set_target_properties(
        ${name}_objects
        PROPERTIES CXX_VISIBILITY_PRESET hidden
                   VISIBILITY_INLINES_HIDDEN ON
                   POSITION_INDEPENDENT_CODE ON)
    target_include_directories(${name}_objects PUBLIC "${arg_DIRECTORY}/src" "${generated}")
    target_link_libraries(${name}_objects PUBLIC Rejoinder::librejoinder ${arg_LINK} PRIVATE ${flags})

    if(TARGET rejoinder_plugin_headers)
        target_precompile_headers(${name}_objects REUSE_FROM rejoinder_plugin_headers)
    endif()

    add_library(${name} MODULE)
    set_target_properties(
        ${name}
        PROPERTIES PREFIX ""
                   OUTPUT_NAME ${name}
                   LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT}/${name}"
                   INSTALL_RPATH "$ORIGIN/../../.."
                   CXX_VISIBILITY_PRESET hidden
                   VISIBILITY_INLINES_HIDDEN ON)
    target_link_libraries(${name} PRIVATE ${name}_objects)
    target_link_options(${name} PRIVATE -Wl,-z,now -Wl,--no-as-needed)
    # clang leaves the sanitizer's symbols to the executable, so they are undefined in every library it links.
    if(NOT arg_ALLOW_UNDEFINED AND NOT (REJOINDER_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES "Clang"))
        target_link_options(${name} PRIVATE -Wl,--no-undefined)
    endif()

    if(NOT arg_NO_INSTALL)
        set(home "${CMAKE_INSTALL_LIBDIR}/rejoinder/plugins/${name}")
        install(TARGETS ${name} LIBRARY DESTINATION "${home}" COMPONENT rejoinder)
        install(FILES "${arg_DIRECTORY}/plugin.json" DESTINATION "${home}" COMPONENT rejoinder)
        if(IS_DIRECTORY "${arg_DIRECTORY}/sql")
            install(DIRECTORY "${arg_DIRECTORY}/sql/" DESTINATION "${CMAKE_INSTALL_DATADIR}/rejoinder/sql/${name}"
                    COMPONENT rejoinder)
        endif()
        add_dependencies(product ${name})
    endif()
endfunction()

# Checks the manifest, writes the header with its text and the copy beside the library; sets <out> to the header's folder.
function(_rejoinder_plugin_manifest name manifest output out)
    file(READ "${manifest}" text)
    string(JSON declared ERROR_VARIABLE error GET "${text}" name)
    if(error)
        message(FATAL_ERROR "${manifest}: ${error}")
    endif()
    if(NOT declared STREQUAL name)
        message(FATAL_ERROR "${manifest}: the name is \"${declared}\", expected \"${name}\"")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
    set(generated "${PROJECT_BINARY_DIR}/generated/${name}")
    configure_file("${REJOINDER_CMAKE_DIR}/plugin_manifest.h.in" "${generated}/plugin_manifest.h" @ONLY)
    configure_file("${manifest}" "${output}/plugin.json" COPYONLY)
    set(${out} "${generated}" PARENT_SCOPE)
endfunction()

# What is installed, and where:
#   bin/rejoinder   lib/librejoinder.so   lib/rejoinder/plugins/<name>/   share/rejoinder/sql/<plugin>/
#   include/rejoinder/   lib/cmake/Rejoinder/ (what a plugin built elsewhere finds)
# The two components are the two Debian packages: rejoinder (to run) and rejoinder-dev (to build plugins).

include(CMakePackageConfigHelpers)

set(REJOINDER_CMAKE_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/Rejoinder")
file(RELATIVE_PATH lib_from_bin "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")

install(
    TARGETS librejoinder
    EXPORT RejoinderTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
            COMPONENT rejoinder
            NAMELINK_COMPONENT rejoinder-dev
    INCLUDES
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET rejoinder)
    set_target_properties(rejoinder PROPERTIES INSTALL_RPATH "$ORIGIN/${lib_from_bin}")
    install(TARGETS rejoinder RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT rejoinder)
endif()
if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/sql")
    install(
        DIRECTORY "${PROJECT_SOURCE_DIR}/sql/"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/rejoinder/sql"
        COMPONENT rejoinder
        FILES_MATCHING
        PATTERN "*.sql")
endif()

install(
    DIRECTORY "${PROJECT_SOURCE_DIR}/include/rejoinder"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    COMPONENT rejoinder-dev
    FILES_MATCHING
    PATTERN "*.h")
install(
    EXPORT RejoinderTargets
    NAMESPACE Rejoinder::
    DESTINATION "${REJOINDER_CMAKE_DESTINATION}"
    COMPONENT rejoinder-dev)
configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/RejoinderConfig.cmake.in" "${PROJECT_BINARY_DIR}/RejoinderConfig.cmake"
    INSTALL_DESTINATION "${REJOINDER_CMAKE_DESTINATION}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/RejoinderConfigVersion.cmake" COMPATIBILITY SameMajorVersion)
install(
    FILES "${PROJECT_BINARY_DIR}/RejoinderConfig.cmake" "${PROJECT_BINARY_DIR}/RejoinderConfigVersion.cmake"
          "${CMAKE_CURRENT_LIST_DIR}/RejoinderPlugin.cmake" "${CMAKE_CURRENT_LIST_DIR}/plugin_manifest.h.in"
    DESTINATION "${REJOINDER_CMAKE_DESTINATION}"
    COMPONENT rejoinder-dev)

include("${PROJECT_SOURCE_DIR}/packaging/deb/package.cmake")

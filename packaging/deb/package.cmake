# cpack -G DEB --config build/release/CPackConfig.cmake makes rejoinder and rejoinder-dev.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rejoinder)
set(CPACK_PACKAGE_VENDOR "The Rejoinder authors")
set(CPACK_PACKAGE_CONTACT "The Rejoinder authors <rejoinder@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL rejoinder rejoinder-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Plugins find the library by their RUNPATH, which dpkg-shlibdeps does not follow.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${PROJECT_BINARY_DIR}/lib")

set(CPACK_DEBIAN_REJOINDER_PACKAGE_NAME rejoinder)
set(CPACK_DEBIAN_REJOINDER_PACKAGE_SECTION web)
set(CPACK_DEBIAN_REJOINDER_DESCRIPTION
    "Carries a campaign through its cycle: plan, target group, pre-test, sending,
capture of responses, fulfilment, follow-up, and what was learnt for the next
plan. A server with an HTTP API, on SQLite.")
set(CPACK_DEBIAN_REJOINDER_PACKAGE_DEPENDS "fonts-dejavu-core, adduser")
set(CPACK_DEBIAN_REJOINDER_PACKAGE_SUGGESTS "nginx")
set(CPACK_DEBIAN_REJOINDER_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_LIST_DIR}/postinst;${CMAKE_CURRENT_LIST_DIR}/prerm;${CMAKE_CURRENT_LIST_DIR}/postrm")
set(CPACK_DEBIAN_REJOINDER-DEV_PACKAGE_NAME rejoinder-dev)
set(CPACK_DEBIAN_REJOINDER-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_REJOINDER-DEV_DESCRIPTION
    "Headers and the CMake package to build plugins. A plugin is a folder with
plugin.json, sources and SQL; see packaging/sdk-example of the source tree.")
set(CPACK_DEBIAN_REJOINDER-DEV_PACKAGE_DEPENDS "rejoinder (= ${PROJECT_VERSION}), libboost-dev")

install(FILES "${PROJECT_SOURCE_DIR}/packaging/systemd/rejoinder.service" DESTINATION lib/systemd/system COMPONENT rejoinder)
install(
    FILES "${CMAKE_CURRENT_LIST_DIR}/copyright" "${PROJECT_SOURCE_DIR}/NOTICE"
          "${PROJECT_SOURCE_DIR}/packaging/nginx/rejoinder.conf"
          "${PROJECT_SOURCE_DIR}/packaging/nginx/upstream-one.conf"
          "${PROJECT_SOURCE_DIR}/packaging/nginx/upstream-three.conf"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/rejoinder"
    COMPONENT rejoinder)
install(
    DIRECTORY "${PROJECT_SOURCE_DIR}/packaging/examples"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/rejoinder"
    COMPONENT rejoinder)
# Every setting with its default, commented out; postinst puts a copy into /etc that the administrator owns from then on.
install(
    FILES "${PROJECT_SOURCE_DIR}/config/rejoinder.properties"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/rejoinder"
    COMPONENT rejoinder)
include(CPack)

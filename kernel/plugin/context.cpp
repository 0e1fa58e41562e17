#include "kernel/plugin/context.h"

namespace rejoinder::plugin {

PluginContext::PluginContext(const Environment& environment, ServiceRegistry& services,
                             const Manifest& manifest)
    : environment_(environment),
      services_(services),
      name_(manifest.name),
      log_(environment.log, manifest.name),
      dataFolder_(environment.dataFolder / "plugins" / manifest.name) {
    contracts_.insert(name_);
    for (const auto& need : manifest.needs) contracts_.insert(need.plugin);
    std::filesystem::create_directories(dataFolder_);
}

std::string PluginContext::publicUrl() const {
    return environment_.settings.get<std::string>("public.url");
}

void PluginContext::setClock(Timestamp now) {
    if (!clockLent_)
        throw Error(ErrorKind::Bug, "kernel.clock",
                    name_ + " sets the clock outside of a command that owns it");
    environment_.clock.set(now);
}

void PluginContext::requireContract(std::string_view service) const {
    const auto owner = service.substr(0, service.find('.'));
    if (!contracts_.contains(owner))
        throw Error(ErrorKind::Bug, "kernel.service-need",
                    name_ + " speaks " + std::string(service) + ", but its plugin.json does not need " +
                        std::string(owner));
}

void PluginContext::provideService(std::string_view name, Version version, std::shared_ptr<void> service) {
    requireContract(name);
    services_.provide(name_, name, version, std::move(service));
}

std::vector<std::shared_ptr<void>> PluginContext::services(std::string_view name, Version version) const {
    if (name == Sealing::kName && environment_.sealing) return {environment_.sealing};
    requireContract(name);
    return services_.find(name, version);
}

Declarations::SettingValue PluginContext::settingValue(std::string_view key) const {
    return environment_.settings.value(name_ + "." + std::string(key));
}

} // namespace rejoinder::plugin

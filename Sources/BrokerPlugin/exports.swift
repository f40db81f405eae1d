import BrokerGate
import CMosquittoBroker

/// What mosquitto looks for in a plugin: `mosquitto_plugin.h`, *Plugin Functions v5*.
///
/// Which version of the interface this is; -1 if the broker does not know it.
@_cdecl("mosquitto_plugin_version")
public func pluginVersion(count: Int32, versions: UnsafePointer<Int32>?) -> Int32 {
    let known = UnsafeBufferPointer(start: versions, count: versions == nil ? 0 : Int(count))
    return known.contains(MOSQ_PLUGIN_VERSION) ? MOSQ_PLUGIN_VERSION : -1
}

/// Starts the plugin. Returns 0, or refuses to start the broker: with wrong options nobody's token would be verified.
///
/// `userData` is where the plugin's own pointer goes; `options` are `count` times `mosquitto_opt`.
@_cdecl("mosquitto_plugin_init")
public func pluginInit(
    identifier: OpaquePointer?, userData: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, options: UnsafeMutableRawPointer?, count: Int32
) -> Int32 {
    do {
        let gate = try BrokerGate(options: pairs(options, count: Int(count)), log: logLine)
        let plugin = Unmanaged.passRetained(Plugin(gate: gate))
        userData?.pointee = plugin.toOpaque()
        for event in Plugin.events {
            let status = mosquitto_callback_register(identifier, Int32(event.rawValue), handleEvent, nil, plugin.toOpaque())
            guard status == MOSQ_ERR_SUCCESS.rawValue else { return status }
        }
        return MOSQ_ERR_SUCCESS.rawValue
    } catch {
        logLine("\(error)")
        return MOSQ_ERR_INVAL.rawValue
    }
}

/// Ends the plugin; the broker calls nothing of it afterwards.
@_cdecl("mosquitto_plugin_cleanup")
public func pluginCleanup(userData: UnsafeMutableRawPointer?, options: UnsafeMutableRawPointer?, count: Int32) -> Int32 {
    if let userData { Unmanaged<Plugin>.fromOpaque(userData).release() }
    return MOSQ_ERR_SUCCESS.rawValue
}

private func pairs(_ options: UnsafeMutableRawPointer?, count: Int) -> [String: String] {
    guard let options else { return [:] }
    let entries = UnsafeBufferPointer(start: options.assumingMemoryBound(to: mosquitto_opt.self), count: count)
    var pairs: [String: String] = [:]
    for entry in entries where entry.key != nil { pairs[String(cString: entry.key)] = entry.value.map { String(cString: $0) } ?? "" }
    return pairs
}

private func logLine(_ line: String) { broker_log_warning("faithflow: \(line)") }

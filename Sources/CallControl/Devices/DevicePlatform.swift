/// What system a device runs.
public enum DevicePlatform: String, CaseIterable, Hashable, Sendable {
    case ios
    case android
}

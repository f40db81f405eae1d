/// Which way pushes to a device go; that is what its token is good for.
public enum PushKind: String, CaseIterable, Hashable, Sendable {
    /// Apple's, by PushKit: for invites only.
    case voip
    /// Apple's, shown to the user or waking the app for a moment.
    case alert
    /// Google's.
    case fcm
    /// Expo's, for both systems.
    case expo

    /// Longest token, bytes.
    public static let longestToken = 1_024

    /// Whether devices of `platform` have tokens of this kind.
    public func suits(_ platform: DevicePlatform) -> Bool {
        switch self {
        case .voip, .alert: platform == .ios
        case .fcm: platform == .android
        case .expo: true
        }
    }

    /// What a token of this kind looks like, for sentences.
    public var rule: String {
        switch self {
        case .voip, .alert: "hexadecimal digits, 2 for each byte"
        case .fcm: "1 to \(Self.longestToken) characters out of A–Z a–z 0–9 _ - . :"
        case .expo: "ExponentPushToken[…]"
        }
    }

    /// Whether `text` looks like a token of this kind.
    public func takes(_ text: String) -> Bool {
        switch self {
        case .voip, .alert: (2...200).contains(text.utf8.count) && text.utf8.count.isMultiple(of: 2) && text.utf8.allSatisfy(\.isHexDigit)
        case .fcm: (1...Self.longestToken).contains(text.utf8.count) && text.utf8.allSatisfy(\.isTokenByte)
        case .expo:
            text.utf8.count <= 256 && text.hasSuffix("]")
                && ["ExponentPushToken[", "ExpoPushToken["].contains { prefix in
                    guard text.hasPrefix(prefix) else { return false }
                    let name = text.dropFirst(prefix.utf8.count).dropLast()
                    return !name.isEmpty && name.utf8.allSatisfy(\.isTokenByte)
                }
        }
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { Character(UnicodeScalar(self)).isHexDigit }

    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: false
        }
    }
}

/// How surely a message is delivered over one hop (MQTT 5 section 4.3).
public enum QoS: UInt8, Sendable, Comparable, CaseIterable {
    /// QoS 0: sent once, never acknowledged.
    case atMostOnce
    /// QoS 1: sent until acknowledged; may arrive twice.
    case atLeastOnce
    /// QoS 2: handed over exactly once, by a double acknowledgement.
    case exactlyOnce

    /// Orders by strength of the promise.
    public static func < (left: QoS, right: QoS) -> Bool { left.rawValue < right.rawValue }
}

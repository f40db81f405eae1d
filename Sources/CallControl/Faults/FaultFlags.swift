import CallSignaling
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Faults that tests ask for by the variable `FAITHFLOW_FAULTS`, a list with commas. Only debug builds know them.
///
/// `relay_recovery_off`: what a crash or an outage left in the store is never published. `compare_and_swap_off`: changes are written whatever the
/// stored version is. `kill=<step>:<type>`: the process kills itself (SIGKILL) at that step of the first signal of that type, or of any (`*`).
public enum FaultFlags {
    /// Steps on a signal's way at which the process can be killed.
    public enum Step: String, CaseIterable, Sendable {
        /// Stored; nobody knows yet.
        case committed
        /// Handed to the broker's client.
        case published
        /// Acknowledged by the broker, on its first topic at least.
        case acknowledged
        /// About to be taken out of the store.
        case discarding
        /// Taken out of the store.
        case discarded
    }

    #if FAILPOINTS
        private static let entries = (environmentText ?? "").split(separator: ",").map { $0.trimmed }

        private static var environmentText: String? { getenv("FAITHFLOW_FAULTS").map { String(cString: $0) } }

        /// Whether nothing is published but what was just stored.
        public static let isRelayRecoveryOff = entries.contains("relay_recovery_off")
        /// Whether changes are written whatever the stored version is.
        public static let isCompareAndSwapOff = entries.contains("compare_and_swap_off")

        private static let kill = entries.first { $0.hasPrefix("kill=") }.map { $0.dropFirst(5).split(separator: ":").map(String.init) }

        /// Kills the process if it was asked to at `step` of signals with any of `payloads`.
        static func pass(_ step: Step, _ payloads: @autoclosure () -> [String]) {
            guard let kill, kill.count == 2, kill[0] == step.rawValue else { return }
            let needle = #""type":"\#(kill[1])""#
            guard kill[1] == "*" || payloads().contains(where: { $0.contains(needle) }) else { return }
            _ = Glibc.kill(getpid(), SIGKILL)
        }
    #else
        /// Never.
        public static var isRelayRecoveryOff: Bool { false }
        /// Never.
        public static var isCompareAndSwapOff: Bool { false }

        @inline(__always)
        static func pass(_ step: Step, _ payloads: @autoclosure () -> [String]) {}
    #endif
}

#if FAILPOINTS
    extension Substring {
        fileprivate var trimmed: String { split(separator: " ").joined() }
    }
#endif

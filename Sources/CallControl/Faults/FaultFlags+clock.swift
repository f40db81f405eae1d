#if FAILPOINTS
    import FoundationEssentials

    /// How wrong the machine's clock is to be taken for, in tests of whole processes; debug builds only.
    ///
    /// The entry `clock_offset=<seconds>` of `FAITHFLOW_FAULTS`, whose entries are separated by commas.
    enum ClockFault {
        /// Seconds to add to the machine's time.
        static let offset = seconds(in: ProcessInfo.processInfo.environment["FAITHFLOW_FAULTS"] ?? "")

        static func seconds(in faults: String) -> Double {
            let offsets = faults.split(separator: ",").compactMap { entry -> Double? in
                let parts = entry.split(separator: "=")
                return parts.count == 2 && parts[0] == "clock_offset" ? Double(parts[1]) : nil
            }
            return offsets.first ?? 0
        }
    }
#endif

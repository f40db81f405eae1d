import Foundation
import Synchronization

/// Which input is being read: told on standard error when the process crashes on it, or does not come back.
///
/// A crash ends the process, so that a message must be put together by the signal's handler, which may neither allocate nor lock: it writes words and digits.
enum CrashReport {
    /// The input's index.
    static let index = Atomic<UInt64>(0)
    /// When it began, nanoseconds; 0 between inputs.
    static let began = Atomic<UInt64>(0)
    /// Which target.
    static let target = Atomic<Int>(0)
    /// The run's seed.
    static let seed = Atomic<UInt64>(0)
    /// Targets by number.
    static let names: [StaticString] = [
        "requests", "signals", "topics", "tokens", "keys", "bson", "addresses", "configuration", "connections",
    ]

    private static let longestSeconds: UInt64 = 30

    /// Has crashes told, and ends the process with a message when an input takes longer than half a minute.
    static func begin(seed number: UInt64) {
        seed.store(number, ordering: .relaxed)
        for name in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { name in
                CrashReport.tell("\nCRASHED on ")
                raise(name)  // which by now does what it does without a handler
            }
            action.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(name, &action, nil)
        }
        let watch = Thread {
            while true {
                Thread.sleep(forTimeInterval: 1)
                let start = began.load(ordering: .relaxed)
                guard start > 0, now() > start, now() - start > longestSeconds * 1_000_000_000 else { continue }
                tell("\nHANGS on ")
                exit(3)
            }
        }
        watch.start()
    }

    /// Gives this thread a stack for the handler: a crash may be that its own is used up.
    static func prepareThread() {
        var stack = stack_t(ss_sp: UnsafeMutableRawPointer(bitPattern: spare), ss_flags: 0, ss_size: spareSize)
        sigaltstack(&stack, nil)
    }

    private static let spareSize = 65_536
    private static let spare = UInt(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: spareSize, alignment: 16))

    /// The machine's monotonic clock, nanoseconds.
    static func now() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    private static func tell(_ what: StaticString) {
        write(what)
        let number = target.load(ordering: .relaxed)
        write(names.indices.contains(number) ? names[number] : "?")
        write(": replay with --target ")
        write(names.indices.contains(number) ? names[number] : "?")
        write(" --seed ")
        write(seed.load(ordering: .relaxed))
        write(" --from ")
        write(index.load(ordering: .relaxed))
        write(" --inputs 1 --show\n")
    }

    private static func write(_ text: StaticString) { text.withUTF8Buffer { _ = Foundation.write(2, $0.baseAddress, $0.count) } }

    private static func write(_ number: UInt64) {
        var (rest, unit): (UInt64, UInt64) = (number, 1)
        while unit <= number / 10 { unit *= 10 }
        while unit > 0 {
            var digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit)
            _ = Foundation.write(2, &digit, 1)
            rest %= unit
            unit /= 10
        }
    }
}

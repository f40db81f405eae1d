import Foundation
import Synchronization

/// A run of one target: so many inputs, one after the other, each watched.
struct FuzzRun {
    /// What came of it.
    struct Outcome: Sendable {
        var inputs = 0
        var accepted = 0
        var bytes = 0
        var seconds = 0.0
        /// Longest time of one input, seconds.
        var slowest = 0.0
        /// Memory when a fifth was done, and the most from then on, bytes.
        var memory = (early: 0, most: 0)
        var findings: [String] = []
    }

    /// Longest that one input may take, seconds; one that takes longer is read twice more, since another process may have had the processor.
    static let slow = 1.0
    /// Most that memory may grow from a fifth of the inputs on, bytes.
    static let growth = 48 << 20
    /// Findings after which a run ends.
    static let enough = 5

    let target: FuzzTarget
    let seed: UInt64
    let first: UInt64
    let count: Int
    let isShown: Bool

    /// Reads the inputs.
    func run() async -> Outcome {
        var outcome = Outcome()
        let start = CrashReport.now()
        CrashReport.target.store(CrashReport.names.firstIndex { "\($0)" == target.name } ?? -1, ordering: .relaxed)
        for step in 0..<count {
            let index = first + UInt64(step)
            var random = Randomness(seed: seed, target: target.name, index: index)
            let input = target.make(&random)
            if isShown { tell("\(index): \(String(reflecting: String(decoding: input, as: UTF8.self)))\n\(input)") }
            CrashReport.index.store(index, ordering: .relaxed)
            await read(input, index, &outcome)
            outcome.inputs += 1
            outcome.bytes += input.count
            if step % 10_000 == 0 || step == count - 1 { noteMemory(step, &outcome) }
            if outcome.findings.count >= Self.enough { break }
        }
        outcome.seconds = Double(CrashReport.now() - start) / 1e9
        if outcome.memory.most - outcome.memory.early > Self.growth {
            outcome.findings.append("memory grew from \(outcome.memory.early >> 20) to \(outcome.memory.most >> 20) MiB")
        }
        return outcome
    }

    private func read(_ input: [UInt8], _ index: UInt64, _ outcome: inout Outcome) async {
        var fastest = Double.infinity
        CrashReport.prepareThread()
        for _ in 0..<3 where fastest > Self.slow {
            let start = CrashReport.now()
            CrashReport.began.store(start, ordering: .relaxed)
            do {
                if try await target.read(input), fastest == .infinity { outcome.accepted += 1 }
            } catch {
                outcome.findings.append("input \(index): \(error)")
                fastest = 0
            }
            CrashReport.began.store(0, ordering: .relaxed)
            fastest = min(fastest, Double(CrashReport.now() - start) / 1e9)
        }
        outcome.slowest = max(outcome.slowest, fastest)
        if fastest > Self.slow { outcome.findings.append("input \(index) took \(fastest) s") }
    }

    private func noteMemory(_ step: Int, _ outcome: inout Outcome) {
        let now = Self.residentBytes
        if step <= count / 5 { outcome.memory.early = max(outcome.memory.early, now) }
        outcome.memory.most = max(outcome.memory.most, now)
    }

    /// Memory of this process that is resident, bytes; 0 where the system does not tell.
    private static var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }  // no Linux
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
    }
}

import ArgumentParser
import Foundation

/// Reads inputs that nobody sends on purpose, very many of them; ends with 1 when one of them is read in a way that must not be.
@main
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faithflow-fuzz", abstract: "Has everything that reads what strangers send read damaged inputs.")

    @Option(help: "Inputs for each target.")
    var inputs = 20_000

    @Option(help: "Same seed, same inputs.")
    var seed: UInt64 = 1

    @Option(help: "Only this target; may be repeated.")
    var target: [String] = []

    @Option(help: "Index of the first input.")
    var from: UInt64 = 0

    @Flag(help: "Print each input.")
    var show = false

    @Option(help: "File for the results, as of a test.")
    var xml: String?

    func validate() throws {
        for name in target where !FuzzTarget.names.contains(name) {
            throw ValidationError("no target \(name); there are: \(FuzzTarget.names.joined(separator: ", "))")
        }
    }

    func run() async throws {
        CrashReport.begin(seed: seed)
        var results: [(name: String, findings: [String])] = []
        tell("seed \(seed)\ntarget          inputs  accepted  bytes each   µs each  slowest ms  memory MiB")
        for target in try await FuzzTarget.all() where self.target.isEmpty || self.target.contains(target.name) {
            let outcome = await FuzzRun(target: target, seed: seed, first: from, count: inputs, isShown: show).run()
            tell(Self.line(target.name, outcome))
            for finding in outcome.findings { tell("FOUND \(target.name): \(finding)") }
            results.append((target.name, outcome.findings))
        }
        if let xml { try Self.document(results).write(toFile: xml, atomically: true, encoding: .utf8) }
        if results.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(1) }
    }

    private static func line(_ name: String, _ outcome: FuzzRun.Outcome) -> String {
        let inputs = Double(max(outcome.inputs, 1))
        return [
            name.padding(toLength: 12, withPad: " ", startingAt: 0), column("\(outcome.inputs)", 10),
            column("\(Int(100 * Double(outcome.accepted) / inputs)) %", 10), column("\(Int(Double(outcome.bytes) / inputs))", 12),
            column("\(Int(1e6 * outcome.seconds / inputs))", 10), column("\(Int(1e3 * outcome.slowest))", 12),
            column("\(outcome.memory.early >> 20)–\(outcome.memory.most >> 20)", 12),
        ].joined()
    }

    private static func column(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }

    /// What scripts/lib/test_summary.py reads.
    private static func document(_ results: [(name: String, findings: [String])]) -> String {
        let cases = results.map { name, findings in
            let failures = findings.map { "<failure message=\"\(escaped($0))\"/>" }.joined()
            return "<testcase classname=\"Fuzz\" name=\"\(name)\">\(failures)</testcase>"
        }
        return "<testsuites><testsuite name=\"Fuzz\">\(cases.joined())</testsuite></testsuites>\n"
    }

    private static func escaped(_ text: String) -> String {
        let printable = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value > 0xD7FF ? "?" : $0 }))
        return printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}

/// Prints a line at once, wherever it goes to: a crash must lose none.
func tell(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

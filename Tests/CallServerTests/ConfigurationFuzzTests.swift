import Foundation
import Testing

@testable import CallServer
@testable import Fuzz

/// Damaged configuration files: read or refused, never a crash, and whatever is refused is told without showing a secret.
@Suite struct ConfigurationFuzzTests {
    private static let secret = "s3cr3t-never-shown-s3cr3t-never-shown"

    private static var target: FuzzTarget {
        let settings =
            #"{"JWT_SECRET_KEY":"\#(secret)","MONGO_URL":"mongodb://a:\#(secret)@db/","HTTP_PORT":8080,"CORS_ORIGINS":["https://a.test"],"#
        let rest = #""RING_REPEAT_SECONDS":[2,5,10],"HTTP_TRUSTED_PROXIES":"10.0.0.0/8","RATE_LIMIT_ENABLED":true,"LOG_LEVEL":"info"}"#
        let names = ConfigurationKeys.all.map(\.name)
        let mutator = Mutator(samples: [settings + rest, settings + #""STORE":"memory"}"#], words: names + ["none", "https://", "1e9"])
        let grown = RandomJSON(
            keys: names.filter { !$0.hasSuffix("FILE") && !$0.hasSuffix("FILES") },
            texts: ["none", "true", "60", "::1", "https://a.test", "*", "mongo", secret])
        return FuzzTarget(name: "configuration") { random in
            random.once(in: 2) ? Array(grown.object(&random, depth: 1).utf8) : mutator.input(&random)
        } read: { input in
            let file = ConfigurationFile(path: "calls.json", data: Data(input))
            var reader = ConfigurationReader(environment: leastEnvironment, file: file)
            do throws(ConfigurationFailure) {
                _ = try ServerConfiguration(reading: &reader)
                return true
            } catch {
                try require(!error.problems.isEmpty, "refused without a reason")
                return false
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func damagedFilesAreReadOrRefused() async throws {
        let variables = ProcessInfo.processInfo.environment
        let count = variables["FAITHFLOW_FUZZ_INPUTS"].flatMap { Int($0) } ?? 500
        let seed = variables["FAITHFLOW_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
        let outcome = await FuzzRun(target: Self.target, seed: seed, first: 0, count: count, isShown: false).run()
        #expect(outcome.findings == [])
        #expect(outcome.inputs == count)
        #expect(outcome.accepted > count / 20)
    }
}

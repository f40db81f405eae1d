import CallControl

/// Keeps the last report, and lets all who ask at once share one round of questions.
actor ReadinessBoard {
    private let checks: [Readiness.Check]
    private let limit: TimeLimit
    private let freshness: Duration
    private var last: (report: ReadinessReport, at: ContinuousClock.Instant)?
    private var round: Task<ReadinessReport, Never>?

    init(checks: [Readiness.Check], limit: Duration, freshness: Duration) {
        self.checks = checks
        self.limit = TimeLimit(limit)
        self.freshness = freshness
    }

    func report() async -> ReadinessReport {
        if let last, last.at.duration(to: .now) < freshness { return last.report }
        if let round { return await round.value }
        // Unstructured: it belongs to all who ask meanwhile, and ends by itself.
        let task = Task { [checks, limit] in await Self.ask(checks, limit) }
        round = task
        let report = await task.value
        last = (report, .now)
        round = nil
        return report
    }

    private static func ask(_ checks: [Readiness.Check], _ limit: TimeLimit) async -> ReadinessReport {
        let found = await withTaskGroup(of: (String, ReadinessReport.Dependency).self) { group in
            for check in checks {
                group.addTask { (check.name, await ask(check, limit)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let down = checks.filter { found[$0.name]?.status != .up }
        let status: ReadinessReport.Status = down.isEmpty ? .ready : down.contains(where: \.isRequired) ? .unavailable : .degraded
        return ReadinessReport(status: status, dependencies: found)
    }

    private static func ask(_ check: Readiness.Check, _ limit: TimeLimit) async -> ReadinessReport.Dependency {
        do {
            try await limit.run(check.check)
            return .init(status: .up, detail: nil)
        } catch is TimeLimitExceeded {
            return .init(status: .down, detail: "no answer within \(limit.limit)")
        } catch let failure as DependencyFailure {
            return .init(status: .down, detail: failure.reason)
        } catch {
            return .init(status: .down, detail: "\(type(of: error))")  // its text may hold what strangers must not see
        }
    }
}

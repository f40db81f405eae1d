import CallSignaling
import Logging
import MQTT
import NIOCore
import NIOPosix

/// Groups of members who call each other, as phones would, until time is up.
///
/// Concurrency: an actor on one event loop, which also has the connections: the generator uses one thread, besides the MQTT client's.
actor LoadGenerator {
    nonisolated let eventLoop: any EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    let plan: LoadPlan
    let address: ServiceAddress
    private let broker: BrokerOptions
    let arrivals = SignalArrivals()
    var report = LoadReport()
    /// Whether what happens now is counted.
    private(set) var isCounting = false
    /// When no more calls are begun.
    private(set) var end = ContinuousClock.now
    var queue = ArrivalQueue()

    /// A generator; `eventLoop` should do nothing else.
    init(plan: LoadPlan, address: ServiceAddress, broker: BrokerOptions, on eventLoop: any EventLoop) {
        self.plan = plan
        self.address = address
        self.broker = broker
        self.eventLoop = eventLoop
    }

    /// Runs the plan; `meters` are read when counting begins and ends. `progress` is called about once a second with the share that is over.
    func run(meters: [ProcessMeter] = [], progress: @Sendable (Double, Int) -> Void = { _, _ in }) async throws -> LoadReport {
        if plan.hasPhones { try await listenByPhones(meters, progress) } else { try await listenAsObserver(meters, progress) }
        return report
    }

    private func listenByPhones(_ meters: [ProcessMeter], _ progress: @Sendable (Double, Int) -> Void) async throws {
        let (loop, arrivals) = (eventLoop, NIOLoopBound(arrivals, eventLoop: eventLoop))
        let fleet = try await MQTTFleet.connect(try plan.phones(broker)) { _, message in
            let now = ContinuousClock.now
            loop.execute { arrivals.value.receive(message, at: now) }
        }
        try await measure(meters, progress)
        report.phones = fleet.readyConnections
        report.lost += fleet.brokenConnections
        await fleet.close()
    }

    private func listenAsObserver(_ meters: [ProcessMeter], _ progress: @Sendable (Double, Int) -> Void) async throws {
        let client = MQTTClient(
            MQTTConfiguration(broker, clientID: "faithflow-calls-bench-\(UInt32.random(in: .min ... .max))"),
            logger: Logger(label: "bench", factory: { _ in SwiftLogNoOpLogHandler() }))
        try client.start()
        try await client.awaitConnected()
        let filter = try TopicFilter(validating: Topic.everything(in: plan.church))
        try await client.subscribe(to: [filter], qos: .atLeastOnce, bufferLimit: 1_000_000) { messages in
            let listening = Task { for await message in messages { arrivals.receive(message) } }  // ends with the subscription
            defer { listening.cancel() }
            try await measure(meters, progress)
            report.lost += messages.droppedCount
        }
        await client.close()
    }

    private func measure(_ meters: [ProcessMeter], _ progress: @Sendable (Double, Int) -> Void) async throws {
        let begin = ContinuousClock.now + .seconds(plan.warmUp)
        end = begin + .seconds(plan.seconds)
        // For those who wait for signals when the time is up, too.
        let expiry = Task {
            while !Task.isCancelled {
                try await self.wait(until: .now + .seconds(1))
                arrivals.expire()
            }
        }
        defer { expiry.cancel() }
        try await drive(from: begin, meters, progress)
        expiry.cancel()
        _ = await expiry.result  // at most a second; then nothing of it is left on the event loop
        report.duplicates = arrivals.duplicates
        report.unserved = queue.waiting
    }

    private func drive(from begin: ContinuousClock.Instant, _ meters: [ProcessMeter], _ progress: @Sendable (Double, Int) -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for group in 0..<plan.groups { tasks.addTask { await self.callRepeatedly(group) } }
            tasks.addTask { await self.admitArrivals() }
            try await count(from: begin, meters, progress)
            try await tasks.waitForAll()
        }
    }

    /// Counts between the warm-up and the end.
    private func count(from begin: ContinuousClock.Instant, _ meters: [ProcessMeter], _ progress: @Sendable (Double, Int) -> Void)
        async throws
    {
        try await wait(until: begin)
        let before = try meters.map { try $0.read() }
        let signals = arrivals.count
        isCounting = true
        while ContinuousClock.now < end {
            try await wait(until: min(end, .now + .seconds(1)))
            progress(min(1, begin.duration(to: .now) / .seconds(plan.seconds)), report.lifecycles)
        }
        isCounting = false
        report.signals = arrivals.count - signals
        report.callees = plan.callees
        report.elapsed = begin.duration(to: .now) / .seconds(1)
        report.processes = try zip(meters, before).map { meter, before in
            var use = try meter.read()
            use.cpuSeconds -= before.cpuSeconds
            return use
        }
    }

    /// Waits on the generator's own event loop.
    func wait(until instant: ContinuousClock.Instant) async throws {
        let nanoseconds = max(0, ContinuousClock.now.duration(to: instant) / .nanoseconds(1))
        try await eventLoop.scheduleTask(in: .nanoseconds(Int64(nanoseconds))) {}.futureResult.get()
    }
}

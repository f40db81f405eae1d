public import CallSignaling
public import FoundationEssentials
public import Logging

/// Carries out commands on calls: load, `handle`, one compare-and-swap write.
///
/// Safe to use from anywhere at once; holds no state of its own. All methods throw `CallFailure`, or `DependencyFailure` when the database is down.
public struct CallCoordinator: Sendable {
    let repository: any CallRepository
    let directory: any MemberDirectory
    let preferences: any PreferenceRepository
    let media: any MediaRooms
    let clock: any CallClock
    let settings: CallSettings
    let logger: Logger
    let cache: LiveCallCache
    let uncertain: UncertainChanges
    let census = ChurchCensus()
    let makeCallID: @Sendable () -> CallID

    /// A coordinator; `cache` must be fed by the repository's observer. `uncertain` gets the changes of which nobody knows whether they were made.
    public init(
        repository: any CallRepository, directory: any MemberDirectory, preferences: any PreferenceRepository, media: any MediaRooms,
        clock: any CallClock, settings: CallSettings, cache: LiveCallCache, uncertain: UncertainChanges = UncertainChanges(),
        logger: Logger,
        makeCallID: @escaping @Sendable () -> CallID = { CallID(UUID().uuidString.lowercased()) }
    ) {
        self.repository = repository
        self.directory = directory
        self.preferences = preferences
        self.media = media
        self.clock = clock
        self.settings = settings
        self.cache = cache
        self.uncertain = uncertain
        self.logger = logger
        self.makeCallID = makeCallID
    }
}

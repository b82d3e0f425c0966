import Testing

@testable import Simulator

@Suite("The caller's script, played in ticks of 20 ms")
struct CallerActorTests {
    private let words = [UInt8](repeating: 7, count: 400)

    /// Runs the actor for as many ticks; `true` is an audible agent.
    private func play(_ actor: inout CallerActor, _ count: Int, hearing: Bool = false) -> [CallerActor.Act] {
        (0..<count).map { _ in actor.tick(hearsAgent: hearing) }
    }

    @Test("waits until the agent has been heard long enough and is quiet, then speaks in frames of 160 bytes")
    func answersTheAgent() {
        let wait = CallerScript.Step.waitForSilence(heard: .milliseconds(100), quiet: .milliseconds(60))
        var actor = CallerActor(CallerScript([wait, .say(words)]))
        #expect(play(&actor, 10) == Array(repeating: .silence, count: 10))
        #expect(play(&actor, 4, hearing: true) == Array(repeating: .silence, count: 4))
        #expect(play(&actor, 5) == Array(repeating: .silence, count: 5))
        #expect(play(&actor, 1, hearing: true) == [.silence])
        #expect(
            play(&actor, 6) == [
                .silence, .silence, .speech(step: 1, offset: 0), .speech(step: 1, offset: 160),
                .speech(step: 1, offset: 320), .hangUp,
            ])
        #expect(!actor.gaveUp)
    }

    @Test("quiet must be unbroken")
    func quietIsUnbroken() {
        let wait = CallerScript.Step.waitForSilence(heard: .milliseconds(20), quiet: .milliseconds(60))
        var actor = CallerActor(CallerScript([wait, .press("1")]))
        for _ in 0..<20 {
            #expect(play(&actor, 1, hearing: true) == [.silence])
            #expect(play(&actor, 2) == [.silence, .silence])
        }
        #expect(play(&actor, 1) == [.key("1")])
    }

    @Test("silence that an earlier step heard does not count for the next")
    func quietStartsAfresh() {
        let wait = CallerScript.Step.waitForSilence(heard: .zero, quiet: .milliseconds(40))
        var actor = CallerActor(CallerScript([.say(words), wait, .press("#")]))
        #expect(
            play(&actor, 6) == [
                .speech(step: 0, offset: 0), .speech(step: 0, offset: 160), .speech(step: 0, offset: 320),
                .silence, .silence, .key("#"),
            ])
    }

    @Test("interrupts so long after the agent became audible, pauses in its speech included")
    func interrupts() {
        let step = CallerScript.Step.interrupt(after: .milliseconds(100), saying: words)
        var actor = CallerActor(CallerScript([step]))
        #expect(play(&actor, 3) == [.silence, .silence, .silence])
        #expect(play(&actor, 2, hearing: true) == [.silence, .silence])
        #expect(play(&actor, 3) == [.silence, .silence, .silence])
        #expect(play(&actor, 1, hearing: true) == [.speech(step: 0, offset: 0)])
        #expect(play(&actor, 1) == [.speech(step: 0, offset: 160)])
    }

    @Test("presses each key once and pauses for as long as it says")
    func keysAndPauses() {
        var actor = CallerActor(CallerScript([.press("1"), .press("*"), .pause(.milliseconds(40)), .press("2")]))
        #expect(play(&actor, 6) == [.key("1"), .key("*"), .silence, .silence, .key("2"), .hangUp])
    }

    @Test("hangs up when the agent lets it wait beyond its patience")
    func losesPatience() {
        let wait = CallerScript.Step.waitForSilence(heard: .seconds(1), quiet: .zero)
        var actor = CallerActor(CallerScript([wait, .say(words)], patience: .milliseconds(100)))
        #expect(play(&actor, 6) == Array(repeating: .silence, count: 5) + [.hangUp])
        #expect(actor.gaveUp)
        #expect(play(&actor, 1, hearing: true) == [.hangUp])
    }

    @Test("waits for the other side to hang up, and no longer than the limit")
    func waitsForHangUp() {
        var actor = CallerActor(.listening(for: .milliseconds(60)))
        #expect(play(&actor, 4, hearing: true) == [.silence, .silence, .silence, .hangUp])
        #expect(!actor.gaveUp)
    }
}

import Calls
import ElevenLabs
import Telemetry
import Transport
import Twilio
import WebSocket

/// What a call asks of the world outside its loop. Each answer comes home to the loop and goes to the machine.
extension CallSession {
    // MARK: Admission

    func judge(_ start: StreamStart, on loop: isolated EventLoop) {
        self.start = start
        switch Doorkeeper(environment: environment).judge(start, at: now) {
        case .stranger:
            perform(core.machine.judged(.stranger, at: now), on: loop)
        case .ticket(let ticket):
            admit(ticket, on: loop)
        case .unannounced(let call, let ticket):
            // Claimed before it is written down: a second stream of the same call leaves no trace of a call.
            guard claim(ticket, on: loop) else { return perform(core.machine.judged(.secondStream, at: now), on: loop) }
            Task { await self.add(call, ticket, on: loop) }
        }
    }

    private func admit(_ ticket: StreamTicket, on loop: isolated EventLoop) {
        callID = ticket.callID
        guard claim(ticket, on: loop) else { return perform(core.machine.judged(.secondStream, at: now), on: loop) }
        welcome(ticket, on: loop)
    }

    /// A stream that came by itself gets its line in the log first; its sound is held meanwhile.
    private func add(_ call: CallRecord, _ ticket: StreamTicket, on loop: isolated EventLoop) async {
        do throws(CallStoreError) {
            try await environment.store.add(call, lead: nil)
            callID = ticket.callID
            welcome(ticket, on: loop)
        } catch {
            log.error("a call could not be written down", ("error", "\(error)"))
            perform(core.machine.judged(.stranger, at: now), on: loop)
        }
    }

    /// Enters the stream as its call's only one.
    private func claim(_ ticket: StreamTicket, on loop: isolated EventLoop) -> Bool {
        guard let start else { return false }
        log = log.with("callId", ticket.callID.hex).with("callSid", start.callSID)
        isClaimed = environment.live.claim(
            twilioCallSID: start.callSID, call: ticket.callID,
            hangUp: CallHub.hangUp(number, environment, on: loop),
            tell: CallHub.tell(number, environment, on: loop))
        return isClaimed
    }

    private func welcome(_ ticket: StreamTicket, on loop: isolated EventLoop) {
        guard let start else { return }
        if ticket.records, let recordings = environment.settings.recordings {
            core.record(with: Recorder(callID: ticket.callID, library: recordings))
        }
        let variables = Doorkeeper.variables(ticket, start)
        perform(core.machine.judged(.admitted(ticket), variables: variables, at: now), on: loop)
    }

    // MARK: The agent

    func dialAgent(_ agentID: String, on loop: isolated EventLoop) {
        dial = Task { await self.connect(to: agentID, on: loop) }
    }

    private func connect(to agentID: String, on loop: isolated EventLoop) async {
        do throws(AgentDialError) {
            let socket = try await openSocket(to: agentID, on: loop)
            guard !Task.isCancelled else { return socket.abort(on: loop) }
            agent = socket
            socket.highWaterMark = environment.settings.limits.agentQueue
            socket.delegate = self
            socket.keepAlive(environment.settings.agentKeepAlive, on: loop)
            perform(core.machine.agentConnected(at: now), on: loop)
        } catch {
            guard !Task.isCancelled else { return }
            perform(core.machine.agentDialFailed(error.failure, at: now), on: loop)
        }
    }

    private func openSocket(
        to agentID: String, on loop: isolated EventLoop
    ) async throws(AgentDialError) -> WebSocketConnection {
        let address: ConversationAddress
        do throws(VendorServiceError) {
            address = try await environment.services.conversation(agentID: agentID)
        } catch {
            throw .address(error)
        }
        // ElevenLabs: messages may exceed 1 MiB; its own client takes 16.
        var settings = WebSocketConnection.ClientSettings(
            limits: WebSocketLimits(maximumMessageSize: 16 * 1024 * 1024),
            deadline: environment.settings.limits.agentConnect, tls: environment.tls, headers: address.headers,
            compression: environment.settings.agentCompression)
        settings.violations = environment.telemetry.violations
        do throws(ConnectError) {
            return try await WebSocketConnection.connect(to: address.url, settings: settings, on: loop)
        } catch {
            throw .connect(error)
        }
    }

    // MARK: The phone call

    func hangUp(_ farewell: Farewell, on loop: isolated EventLoop) {
        guard let callSID = start?.callSID else { return }
        let words: String? =
            switch farewell {
            case .none, .silence: nil
            case .apology: environment.settings.apology
            case .goodbye: environment.settings.goodbye
            }
        Task { await self.endCall(callSID, saying: words, on: loop) }
    }

    private func endCall(_ callSID: String, saying words: String?, on loop: isolated EventLoop) async {
        do throws(VendorServiceError) {
            try await environment.services.endCall(callSID, saying: words)
            perform(core.machine.hangUpFinished(failure: nil, at: now), on: loop)
        } catch {
            perform(core.machine.hangUpFinished(failure: error.words, at: now), on: loop)
        }
    }
}

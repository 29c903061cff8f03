package rule

// Slug names a rule. Slugs are public: reports, SARIF, configuration and docs
// use them.
type Slug string

// The slugs, by family.
const (
	OpenCheckbox Slug = "open-checkbox"

	MissingCommand  Slug = "missing-command"
	MissingExitCode Slug = "missing-exit-code"
	TimedOutOutput  Slug = "timed-out-output"
	MissingOutput   Slug = "missing-output"
	TruncatedOutput Slug = "truncated-output"
	SummaryOnly     Slug = "summary-only"

	RejectedWithoutFindings Slug = "rejected-without-findings"
	RejectedButClosed       Slug = "rejected-but-closed"
	RejectedButDone         Slug = "rejected-but-done"
	GateFailed              Slug = "gate-failed"

	TrackerNotFirst Slug = "tracker-not-first"
	TrackerNotLast  Slug = "tracker-not-last"

	CheckpointMissing       Slug = "checkpoint-missing"
	CheckpointPending       Slug = "checkpoint-pending"
	CheckpointUnknown       Slug = "checkpoint-unknown"
	CheckpointUnreachable   Slug = "checkpoint-unreachable"
	CheckpointUnrelated     Slug = "checkpoint-unrelated"
	StartedBeforeCheckpoint Slug = "started-before-checkpoint"

	HistoryRewritten   Slug = "history-rewritten"
	DestructiveCommand Slug = "destructive-command"

	BlockedPacketAdvanced Slug = "blocked-packet-advanced"
	StaleBlockerNote      Slug = "stale-blocker-note"
	UnblockedPacket       Slug = "unblocked-packet"
	DependencyCycle       Slug = "dependency-cycle"
	UnknownPacket         Slug = "unknown-packet"

	MalformedBoard     Slug = "malformed-board"
	UnknownStatus      Slug = "unknown-status"
	IllegalTransition  Slug = "illegal-transition"
	DuplicatePacket    Slug = "duplicate-packet"
	PacketRemoved      Slug = "packet-removed"
	SectionMismatch    Slug = "section-mismatch"
	BrokenEvidenceLink Slug = "broken-evidence-link"

	RequirementWeakened    Slug = "requirement-weakened"
	RulesEdited            Slug = "rules-edited"
	PlanEvidenceMissing    Slug = "plan-evidence-missing"
	ApprovedEvidenceEdited Slug = "approved-evidence-edited"

	MissingReview        Slug = "missing-review"
	VerdictMismatch      Slug = "verdict-mismatch"
	SelfReview           Slug = "self-review"
	UnauthorisedApproval Slug = "unauthorised-approval"
	FilesMismatch        Slug = "files-mismatch"

	EvidenceContradicted Slug = "evidence-contradicted"
	EvidencePending      Slug = "evidence-pending"
	EvidenceCutOff       Slug = "evidence-cut-off"
	EvidenceUnproven     Slug = "evidence-unproven"
	EvidenceStale        Slug = "evidence-stale"
	EvidenceUntrusted    Slug = "evidence-untrusted"
	EvidenceExpired      Slug = "evidence-expired"
	EvidenceMissing      Slug = "evidence-missing"
	ClaimedFailure       Slug = "claimed-failure"
	FigureMismatch       Slug = "figure-mismatch"
	Regressed            Slug = "regressed"
	StaleWaiver          Slug = "stale-waiver"

	CountMismatch Slug = "count-mismatch"
)

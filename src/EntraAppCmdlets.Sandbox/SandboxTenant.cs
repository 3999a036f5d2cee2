using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.KeyVault;
using EntraAppCmdlets.Sandbox.Persistence;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox;

/// <summary>
/// A Microsoft Entra tenant in memory that answers as Microsoft Graph v1.0, the sign-in service and its Key Vaults do. May be used from several threads at once:
/// requests are carried out one after the other.
/// </summary>
public sealed class SandboxTenant : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// The appId of a vendor's multitenant application that is registered in another tenant. It has no service principal here until one is made.
    /// </summary>
    public const string VendorAppId = "5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e";

    /// <summary>The longest body, in bytes, that the tenant reads; a longer one is refused.</summary>
    public const int MaximumBodyLength = RequestBody.MaximumLength;

    private const int MaximumRequests = 100_000;

    private readonly object _gate = new();
    private readonly TenantState _state;
    private readonly TenantFile? _file;
    private readonly FaultPlan _faults;
    private readonly GraphService _graph;
    private readonly SignInService _signIn;
    private readonly Queue<SandboxRequestRecord> _requests = [];
    private int _number;

    private SandboxTenant(TenantState state, TenantFile? file)
    {
        _state = state;
        _file = file;
        AdminClientSecret = SecretHash.NewSecret();
        var salt = SecretHash.NewSalt();
        _faults = new FaultPlan(state.Settings);
        _graph = new GraphService(state, new Throttle(state.Settings), _faults);
        _signIn = new SignInService(
            state,
            new ClientAuthentication(state.AdministratorAppId, salt, SecretHash.Compute(salt, AdminClientSecret))
        );
    }

    /// <summary>Raised after each HTTP request, with what became of it.</summary>
    public event EventHandler<SandboxRequestRecord>? RequestProcessed;

    /// <summary>The tenant id.</summary>
    public string TenantId => _state.TenantId;

    /// <summary>The tenant's initial domain.</summary>
    public string DomainName => _state.DomainName;

    /// <summary>The appId of an application that may do everything in this tenant, for client-credentials sign-in.</summary>
    public string AdminClientId => _state.AdministratorAppId;

    /// <summary>That application's secret: another one each time the tenant is opened, and written nowhere.</summary>
    public string AdminClientSecret { get; }

    /// <summary>How the tenant behaves.</summary>
    public SandboxSettings Settings => _state.Settings;

    /// <summary>The HTTP requests so far, oldest first; of very many the last 100,000.</summary>
    public IReadOnlyList<SandboxRequestRecord> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Opens a tenant: a new one, or the one that is kept in a file.</summary>
    /// <param name="settings">How it behaves.</param>
    /// <param name="path">The file that keeps it: made where it is not there yet, and written after each change. Null: the tenant ends with this object.</param>
    /// <exception cref="ArgumentException">A setting does not fit.</exception>
    /// <exception cref="IOException">The file can't be read or written, or another process has it open; the message says which.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind; the message names the place. It is left as it is.</exception>
    public static SandboxTenant Open(SandboxSettings settings, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        if (path is null)
        {
            return new SandboxTenant(TenantSeed.Create(settings), null);
        }

        var file = TenantFile.Open(path);
        try
        {
            var state = file.Load(settings);
            if (state is null)
            {
                state = TenantSeed.Create(settings);
                file.Save(state);
            }

            return new SandboxTenant(state, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A transport to this tenant for any host: Graph below <c>/v1.0</c>, sign-in below <c>/{tenant}</c>, a Key Vault for each host below <c>/secrets</c>, <c>/certificates</c> and <c>/keys</c>. Disposing it leaves the tenant open.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new SandboxHandler(this);

    /// <summary>Answers one request. Every error of the service is an answer; exceptions are only cancellation and a file that can't be written.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; a request that is being carried out is carried out whole.</param>
    public async Task<SandboxResponse> ProcessAsync(SandboxRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (Settings.Latency > TimeSpan.Zero)
        {
            await Task.Delay(Settings.Latency, Settings.Clock, cancellationToken).ConfigureAwait(false);
        }

        SandboxResponse response;
        SandboxRequestRecord record;
        long revision;
        lock (_gate)
        {
            (response, var processed) = Process(request, ++_number);
            record = new SandboxRequestRecord(
                _number,
                request.Method,
                request.Uri.PathAndQuery,
                response.Connection is SandboxConnection.Kept or SandboxConnection.Cut ? response.Status : 0,
                processed
            );
            _requests.Enqueue(record);
            if (_requests.Count > MaximumRequests)
            {
                _requests.Dequeue();
            }

            revision = _state.Revision;
        }

        if (_file is not null)
        {
            // Whoever is answered may rely on it: the change is in the file before.
            await _file.SaveAsync(_state, _gate, revision).ConfigureAwait(false);
        }

        RequestProcessed?.Invoke(this, record);
        return response;
    }

    /// <summary>The state as JSON in one canonical form, objects and collections sorted, for comparison. Holds no secret.</summary>
    /// <param name="normalizeIds">Whether ids that differ from run to run are replaced by names made of what they belong to, and times left out.</param>
    public string ExportState(bool normalizeIds = false)
    {
        lock (_gate)
        {
            return StateExport.Write(_state, normalizeIds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private (SandboxResponse Response, bool Processed) Process(SandboxRequest request, int number)
    {
        var now = Settings.Clock.GetUtcNow();
        _state.Settle(now);
        if (_faults.Next(number, request) is not { } fault)
        {
            return (Answer(request, now), true);
        }

        var before = fault.Kind switch
        {
            SandboxFaultKind.ConnectionRefused => true,
            SandboxFaultKind.Status or SandboxFaultKind.ConnectionReset => !fault.AfterProcessing,
            _ => false,
        };
        var answer = before ? null : Answer(request, now);
        return (
            fault.Kind switch
            {
                SandboxFaultKind.ConnectionRefused => Broken(SandboxConnection.Refused),
                SandboxFaultKind.ConnectionReset => Broken(SandboxConnection.Reset),
                SandboxFaultKind.ResponseCut => answer! with
                {
                    Connection = answer.Body.IsEmpty ? SandboxConnection.Reset : SandboxConnection.Cut,
                },
                SandboxFaultKind.MalformedJson => Malformed(answer!),
                _ => fault.Response(request, now),
            },
            !before
        );
    }

    private SandboxResponse Answer(SandboxRequest request, DateTimeOffset now) =>
        IsGraph(request.Uri) ? _graph.Answer(request, now)
        : KeyVaultService.IsMeant(request.Uri) ? KeyVaultService.Answer(request, _state, now)
        : ResourceManager.IsMeant(request.Uri) ? ResourceManager.Answer(request, _state, now)
        : _signIn.Answer(request, now);

    private static bool IsGraph(Uri uri)
    {
        var first = uri.AbsolutePath.Split('/', 3).ElementAtOrDefault(1) ?? "";
        return first.Length == 0
            || string.Equals(first, "beta", StringComparison.OrdinalIgnoreCase)
            || (first.Length > 1 && first[0] is 'v' or 'V' && char.IsAsciiDigit(first.ElementAtOrDefault(1)));
    }

    private static SandboxResponse Broken(SandboxConnection connection) => new(0, new Dictionary<string, string>(), default, connection);

    // What a proxy in between makes of an answer: the right status, and something else than was promised.
    private static SandboxResponse Malformed(SandboxResponse answer) =>
        answer with
        {
            Status = answer.Status == 204 ? 200 : answer.Status,
            Headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json",
            },
            Body = "{\"value\": [ <html>"u8.ToArray(),
        };
}

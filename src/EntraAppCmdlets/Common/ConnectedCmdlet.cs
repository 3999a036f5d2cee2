using System.Management.Automation;
using System.Reflection;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works in a tenant.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private readonly Dictionary<TenantConnection, CommandContext> _contexts = [];
    private TenantConnection? _connection;
    private AppTenantReference? _named;
    private bool _isTenantGiven;
    private TenantConnection? _ofInput;

    /// <summary>
    /// The tenant to work in, out of those that are connected: its id, default domain or name, or the object that Connect-AppTenant and Get-AppTenant write.
    /// A row of a CSV file may name it in a column Tenant. Without it the tenant that the input object was read from, else the last one connected.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [EmptyCell]
    public AppTenantReference? Tenant { get; set; }

    private protected TenantConnection Connection => _ofInput ?? Named;

    /// <summary>The tenant that the command line or the row at hand names, else the default one.</summary>
    private TenantConnection Named
    {
        get
        {
            if (_connection is null || !ReferenceEquals(_named, Tenant))
            {
                (_connection, _named) = (Find(), Tenant);
            }

            return _connection;
        }
    }

    /// <summary>The tenant of the input at hand; null if it isn't connected.</summary>
    private protected Guid? ConnectedTenantId
    {
        get
        {
            try
            {
                return Connection.TenantId;
            }
            catch (AppException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether the input at hand names its tenant itself: others may be of other tenants.</summary>
    private protected bool NamesTenant => Tenant is not null && !_isTenantGiven;

    /// <summary>Whether the input at hand is a row of a CSV file: each has its own tenant and asks for its own rights.</summary>
    private protected virtual bool IsRow => false;

    // The next row may be of another tenant, and ask for less.
    private protected override bool EndsTheCommand(Exception error) =>
        base.EndsTheCommand(error) && !(IsRow && (NamesTenant || ErrorRecords.IsAboutRights(error)));

    /// <summary>What the command works with in the tenant of the input at hand.</summary>
    private protected virtual CommandContext Work() =>
        _contexts.TryGetValue(Connection, out var context) ? context : _contexts[Connection] = new(Connection, Log);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        EmptyCellAttribute.Check(this);
        _isTenantGiven = Tenant is not null;
        _ = Named;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Carries a change out: says what was named to be removed and isn't there, warns, says that there is nothing to change or asks, does it, and
    /// hands the result on.
    /// </summary>
    /// <param name="target">What the question names.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <param name="isMeant">A question after the command's own, asked right before anything is sent; null for none.</param>
    /// <param name="handOn">Hands on what was made, or is there already; null to write it as it is.</param>
    private protected async Task CarryOutAsync<T>(
        string target,
        Change<T> change,
        CancellationToken cancellationToken,
        Func<bool>? isMeant = null,
        Func<T, Task>? handOn = null
    )
    {
        switch (await InTurnAsync(() => Ask(target, change, isMeant), cancellationToken))
        {
            case ChangeAnswer.Nothing:
                await HandOnAsync(change.Expected);
                break;
            case ChangeAnswer.Yes:
                await HandOnAsync(await change.ApplyAsync(Work(), cancellationToken));
                if (change.Afterwards is { } afterwards)
                {
                    await afterwards(cancellationToken);
                }

                break;
            case ChangeAnswer.Rehearsal:
                PassOn(change.Expected);
                break;
        }

        Task HandOnAsync(T result)
        {
            if (handOn is not null)
            {
                return handOn(result);
            }

            PassOn(result);
            return Task.CompletedTask;
        }
    }

    /// <summary>Says what a change is about, and asks, once it's the turn of the input at hand: inputs that are worked on together ask in their order.</summary>
    private protected virtual Task<T> InTurnAsync<T>(Func<T> ask, CancellationToken cancellationToken) => Task.FromResult(ask());

    private ChangeAnswer Ask<T>(string target, Change<T> change, Func<bool>? isMeant)
    {
        if (!IsAccepted(change.Absence))
        {
            return ChangeAnswer.No;
        }

        foreach (var warning in change.Warnings)
        {
            WriteWarning(warning);
        }

        if (change.Words.Count == 0)
        {
            // The warning about what isn't there has said it.
            if (change.Absence.Warnings.Count == 0)
            {
                SayNothingToChange(change.NoChangeReason ?? $"'{target}' stays as it is");
            }

            return ChangeAnswer.Nothing;
        }

        var yes = Confirmed(target, change.Words, out var rehearsal);
        return rehearsal ? ChangeAnswer.Rehearsal
            : yes && isMeant?.Invoke() != false ? ChangeAnswer.Yes
            : ChangeAnswer.No;
    }

    /// <summary>Says that there is nothing to change: a rehearsal to the person, another run at -Verbose.</summary>
    /// <param name="why">Why not, such as "'App' has the role 'x' already".</param>
    private protected void SayNothingToChange(string why)
    {
        var words = $"{why}; nothing to change.";
        if (IsRehearsal)
        {
            Rehearse(words);
        }
        else
        {
            Log.Verbose(words);
        }
    }

    /// <summary>Writes what the next step works on; a command that removes something does so on request only.</summary>
    private protected void PassOn(object? result)
    {
        if (result is not null && this is not IRemoval { PassThru.IsPresent: false })
        {
            WriteObject(result);
        }
    }

    /// <summary>Says what was named to be removed and isn't there.</summary>
    /// <returns>False if a name is likely misspelt: then nothing is removed for this input.</returns>
    private protected bool IsAccepted(Absence absence)
    {
        foreach (var error in absence.Errors)
        {
            WriteInputError(error);
        }

        if (absence.Errors.Count > 0)
        {
            return false;
        }

        foreach (var warning in absence.Warnings)
        {
            Log.Warning(warning);
        }

        return true;
    }

    /// <summary>Whose declared rights count for what is being sent, and in which tenant; null before it is known.</summary>
    private protected virtual (Type Command, TenantConnection? Connection) Acting => (GetType(), _ofInput ?? _connection);

    private protected override Refusal? Refused(GraphException refused)
    {
        var (command, acting) = Acting;
        var needs = CommandNeeds.Of(command).Where(need => need.Concerns(MyInvocation.BoundParameters.Keys)).ToList();
        if (needs.Count == 0 || acting is not { } connection)
        {
            return null;
        }

        var found = RightsCheck.Of(CommandNeeds.NameOf(command), needs, connection.Info);
        return new Refusal(
            RightsCheck.Sentence(needs, found, refused.Failure.Target),
            string.Join('\n', RightsCheck.StepsFor(found, connection.Info, refused.Failure.Target))
        );
    }

    /// <summary>Works for this input in the tenant that it was read from, if that is connected and no other was asked for; else in the tenant of the
    /// command.</summary>
    private protected void WorkIn(Guid? tenantId) =>
        _ofInput = Tenant is null && tenantId is { } id && id != Named.TenantId ? ConnectionStore.Current.Find(id.ToString()) : null;

    /// <summary>Works for this app in the tenant that it was read from.</summary>
    /// <exception cref="AppException">AppOfOtherTenant: that tenant isn't connected, or another one was asked for. TenantIsNoApp, AppNotNamed.</exception>
    private protected void WorkFor(AppReference? app)
    {
        app?.CheckNamed();
        WorkForInstalled(app);
    }

    /// <summary>Works for the app of an installation in its tenant: a row that doesn't name the app means the one of its vendor.</summary>
    /// <exception cref="AppException">AppOfOtherTenant, TenantIsNoApp, VendorAppFailed.</exception>
    private protected void WorkForInstalled(AppReference? app)
    {
        if (app?.Tenant is { } tenant)
        {
            throw ConnectionErrors.TenantIsNoApp(tenant);
        }

        if (app?.Installation is { Outcome: VendorAppOutcome.Failed } failed)
        {
            throw GuideErrors.VendorAppFailed(failed);
        }

        WorkIn(app?.TenantId);
        if (app?.TenantId is { } tenantId && tenantId != Connection.TenantId)
        {
            throw app.Registration is { } known
                ? RegistrationErrors.AppOfOtherTenant(known, Connection.TenantId)
                : RegistrationErrors.AppOfOtherTenant(app.ToString(), tenantId, Connection.TenantId);
        }
    }

    /// <summary>Works for this input in the tenant that was given instead of an app.</summary>
    private protected void WorkIn(AppTenant tenant) => _ofInput = new AppTenantReference(tenant).Find(ConnectionStore.Current);

    private protected override Exception Explain(Exception error) =>
        error is ObjectDisposedException && (_ofInput ?? _connection) is { IsClosed: true } closed
            ? ConnectionErrors.TenantDisconnected(closed.Info)
            : error;

    /// <summary>Whether the command is a rehearsal (-WhatIf).</summary>
    private protected bool IsRehearsal =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Whether an error ends the pipeline, or asks a person whether to.</summary>
    private protected bool StopsOnErrors =>
        Preference("ErrorAction", "ErrorActionPreference", ActionPreference.Continue) is ActionPreference.Stop or ActionPreference.Inquire;

    /// <summary>Whether a person may be asked before a change.</summary>
    private protected bool MayAsk =>
        MyInvocation.BoundParameters.TryGetValue("Confirm", out var given)
            ? LanguagePrimitives.IsTrue(given)
            : Preference(null, "ConfirmPreference", ConfirmImpact.High) is var asks and not ConfirmImpact.None
                && GetType().GetCustomAttribute<CmdletAttribute>()?.ConfirmImpact >= asks;

    private T Preference<T>(string? parameter, string variable, T usual) =>
        LanguagePrimitives.ConvertTo<T>(
            parameter is not null && MyInvocation.BoundParameters.TryGetValue(parameter, out var given)
                ? given
                : SessionState.PSVariable.GetValue(variable, usual)
        );

    private TenantConnection Find() =>
        Tenant is null ? ConnectionStore.Current.Default ?? throw ConnectionErrors.NotConnected() : Tenant.Find(ConnectionStore.Current);

    /// <summary>What came of the question whether to change something.</summary>
    private enum ChangeAnswer
    {
        /// <summary>There is nothing to change.</summary>
        Nothing,

        /// <summary>It is to be carried out.</summary>
        Yes,

        /// <summary>It is not.</summary>
        No,

        /// <summary>It was only said.</summary>
        Rehearsal,
    }
}

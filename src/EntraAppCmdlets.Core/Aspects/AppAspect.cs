using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects;

/// <summary>
/// One thing that an app can have, in one run for one app: how it is found out, planned, sent, compared and described. Each kind has a folder of its
/// own; installing
/// and testing are loops over all of them.
/// </summary>
internal abstract class AppAspect
{
    /// <summary>Whether it is sent last, on an app that is complete otherwise.</summary>
    public virtual bool IsLast => false;

    /// <summary>Reads of the users, groups and the like that the part names; side by side, before the app is known. Errors go to
    /// <see cref="AppPlan.Errors"/>.</summary>
    public virtual IEnumerable<Func<CommandContext, Task>> Resolve(AppPlan plan, CancellationToken cancellationToken) => [];

    /// <summary>Further reads that only an installation needs; with those of <see cref="Resolve"/>.</summary>
    public virtual IEnumerable<Func<CommandContext, Task>> Prepare(AppPlan plan, CancellationToken cancellationToken) => [];

    /// <summary>Reads of an app that is there, in order to add what it lacks; side by side.</summary>
    public virtual IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) => [];

    /// <summary>Reads of an app that is there, in order to compare it; side by side.</summary>
    public virtual IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) => [];

    /// <summary>Further reads that only a removal needs; with those of <see cref="Look"/>.</summary>
    public virtual IEnumerable<Func<CommandContext, Task>> LookForUsers(AppPlan plan, CancellationToken cancellationToken) => [];

    /// <summary>Decides what is to be sent, once everything is read. In the order of the parts.</summary>
    public virtual Task DecideAsync(AppPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is to be sent and what exists already, in words.</summary>
    public virtual IEnumerable<PlannedStep> Describe(AppPlan plan) => [];

    /// <summary>The permissions of Microsoft Graph that sending it takes, beyond those for the app itself; as <see cref="RequestNeeds"/> names them.</summary>
    public virtual IEnumerable<string> Rights(AppPlan plan) => [];

    /// <summary>What has to be known to be possible before anything is made.</summary>
    public virtual Task BeforeAsync(AppPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a new application has from the start.</summary>
    public virtual IEnumerable<NewAppPart> Create(AppPlan plan) => [];

    /// <summary>Adds to what the application object lacks.</summary>
    public virtual void Complete(AppPlan plan, ApplicationAddition addition) { }

    /// <summary>What the complete app gets, sharing round trips with the other parts.</summary>
    public virtual IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan) => [];

    /// <summary>What is made beside it, in requests of its own; null for nothing.</summary>
    public virtual Task? Beside(AppPlan plan, CancellationToken cancellationToken) => null;

    /// <summary>Takes back what <see cref="Beside"/> has made and nobody can get to know, because something else has failed.</summary>
    public virtual Task WithdrawAsync(AppPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The app with this part as it is after a run, or would be after a rehearsal.</summary>
    public virtual AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) => app;

    /// <summary>The differences of an app that is there.</summary>
    public virtual IEnumerable<AppDifference> Compare(AppPlan plan) => [];

    /// <summary>What an app that is to be removed has beyond what was asked for, in words: others have added it.</summary>
    public virtual IEnumerable<string> Extra(AppPlan plan) =>
        Compare(plan).Where(difference => difference.IsExtra).Select(difference => difference.InWords);

    /// <summary>Takes back what was added to an app that is to be removed, before the app itself goes. What is part of the application object goes with it.</summary>
    public virtual IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan) => [];

    /// <summary>The properties that <see cref="CaptureAsync"/> accounts for, as Microsoft Graph names them: those of the application, and after
    /// <c>servicePrincipal/</c> those of the service principal. What no aspect accounts for is reported as not captured.</summary>
    public virtual IEnumerable<string> Properties => [];

    /// <summary>The part as an app that is there has it, after <see cref="Look"/>. What the part can't say goes to
    /// <see cref="CapturePlan.Lacks"/>.</summary>
    public abstract Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken);
}

/// <summary>The part that the app itself comes from: a registration of this tenant, or an app of the vendor's.</summary>
internal abstract class AppOrigin : AppAspect
{
    /// <summary>Whether the vendor has registered the app in its own tenant.</summary>
    public abstract bool IsForeign { get; }

    /// <summary>How messages name it.</summary>
    public abstract string InWords { get; }

    /// <summary>Its display name.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Its application (client) ID, where that is known beforehand.</summary>
    public virtual Guid? AppId => null;

    /// <summary>The app that is there; null if it is to be made.</summary>
    public abstract Task<AppRegistration?> FindAsync(CommandContext side, CancellationToken cancellationToken);

    /// <summary>The app as it will be.</summary>
    public abstract AppRegistration Expected(Guid tenantId);

    /// <summary>The app to compare: found by its name as a person would, or deleted.</summary>
    public abstract Task<(AppRegistration? App, Guid? DeletedAppId)> LookForAsync(CommandContext side, CancellationToken cancellationToken);

    /// <summary>The app to remove: the one that an installation has made, or one that a person would find by its name.</summary>
    public abstract Task<AppRegistration?> FindInstalledAsync(CommandContext side, CancellationToken cancellationToken);

    /// <summary>The app that an installation has made, and that is deleted already.</summary>
    public virtual Task<AppRegistration?> FindDeletedAsync(CommandContext side, CancellationToken cancellationToken) =>
        Task.FromResult<AppRegistration?>(null);

    /// <summary>Brings a deleted app back, if that is what the plan says; it is planned anew then.</summary>
    public virtual Task<bool> RestoreAsync(AppPlan plan, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Makes the application object, or adds what it must have from the start.</summary>
    public virtual Task<AppRegistration> MakeAsync(AppPlan plan, CancellationToken cancellationToken) => Task.FromResult(plan.App);

    /// <summary>Makes its service principal, if it has none.</summary>
    public abstract Task<AppRegistration> AddServicePrincipalAsync(AppPlan plan, CancellationToken cancellationToken);
}

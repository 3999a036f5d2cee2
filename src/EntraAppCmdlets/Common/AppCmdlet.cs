using System.Management.Automation;
using System.Reflection;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works on an app and can be a step of a pipeline.</summary>
public abstract class AppCmdlet : ConnectedCmdlet
{
    private TenantConnection? _prepared;

    /// <summary>
    /// The app: the object of an earlier step, an application (client) ID, or a display name. Objects of other modules and rows of a
    /// CSV file are taken by their property AppId, ClientId or ApplicationId, else by Id or ObjectId, else by DisplayName or Name.
    /// As a positional argument, the app comes after the value being added or removed.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public virtual AppReference App { get; set; } = null!;

    /// <summary>Does the step for one app.</summary>
    private protected abstract Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken);

    /// <summary>Whether the step changes the application object itself, which a vendor's app has in another tenant.</summary>
    private protected virtual bool NeedsApplication => true;

    /// <summary>Whether the step changes nothing, so that it can be the end of a rehearsal without -WhatIf of its own.</summary>
    private protected virtual bool TakesPlanned => false;

    /// <summary>Whether the step takes apps that are deleted.</summary>
    private protected virtual bool TakesDeleted => false;

    /// <summary>Reads and checks what is the same for all apps of one tenant: before the first input, and again for an input of another tenant.</summary>
    private protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        // Where several tenants are connected, the first input says which one is meant.
        if (Tenant is not null || ConnectionStore.Current.All.Count < 2)
        {
            await PrepareOnceAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        await PrepareOnceAsync(cancellationToken);
        await ProcessAppAsync(await FindAsync(App, Work(), cancellationToken), cancellationToken);
    }

    /// <summary>The app that a reference names.</summary>
    /// <exception cref="AppException">It isn't in the tenant, or isn't one that the step takes.</exception>
    private protected async Task<AppRegistration> FindAsync(
        AppReference reference,
        CommandContext work,
        CancellationToken cancellationToken
    )
    {
        AppRegistration app;
        try
        {
            app = await ResolveAsync(reference, work, cancellationToken);
        }
        catch (AppException missing) when (missing.ErrorId == nameof(RegistrationErrors.AppNotFound) && reference.Text is not null)
        {
            throw await FindFirstAsync(work, cancellationToken) is { } first
                ? RegistrationErrors.AppIsFirst(missing, first.App, CommandNeeds.NameOf(GetType()), first.Parameter, reference.Text)
                : OrIsPermission(missing, reference.Text);
        }

        return NeedsApplication && app.Id is null && !app.IsPlanned ? throw RegistrationErrors.AppNotInTenant(app) : app;
    }

    private protected override object? CurrentInput => App?.Registration ?? (object?)App?.ToString();

    private async Task<AppRegistration> ResolveAsync(AppReference reference, CommandContext work, CancellationToken cancellationToken)
    {
        reference.CheckNamed();
        if (reference.Registration is { } app)
        {
            if (app.DeletedDateTime is not null && !TakesDeleted)
            {
                throw RegistrationErrors.AppDeleted(app);
            }

            return app.IsPlanned && !TakesPlanned && !IsRehearsal ? throw RegistrationErrors.AppPlanned(app) : app;
        }

        var apps = new AppReader(work);
        var deletedApps = new DeletedAppService(work);
        var missing = new AppSuggestions(work);
        if (reference.AppId is { } appId)
        {
            return await apps.FindAsync(appId, cancellationToken)
                ?? (TakesDeleted ? await deletedApps.FindAsync(appId, cancellationToken) : null)
                ?? await missing.ByOtherIdAsync(appId, reference.Text, cancellationToken);
        }

        return await apps.FindAsync(reference.DisplayName!, cancellationToken)
            ?? (TakesDeleted ? await deletedApps.FindAsync(reference.DisplayName!, cancellationToken) : null)
            ?? throw await missing.OfAsync(reference.DisplayName!, cancellationToken);
    }

    /// <summary>The error, which also says that the app is named like a permission where the command takes some by their type.</summary>
    private AppException OrIsPermission(AppException error, string text)
    {
        var types = (
            from permission in PermissionCatalogue.Default.Named(text, null)
            where GetType().GetProperty(permission.Type.ToString())?.IsDefined(typeof(ParameterAttribute)) == true
            select permission.Type
        ).ToHashSet();
        return types.Count == 0
            ? error
            : RegistrationErrors.AppIsPermission(error, text, CommandNeeds.NameOf(GetType()), types.Order().Select(type => $"-{type}"));
    }

    // The first argument is checked before the app is looked for; where it is the app, they have changed places.
    private protected override async Task<AppException> ExplainUnfitAsync(AppException unfit, CancellationToken cancellationToken)
    {
        if (App?.Text is not { } text || ConnectedTenantId is null)
        {
            return unfit;
        }

        if (unfit.ErrorId == nameof(PermissionErrors.PermissionMissing))
        {
            return OrIsPermission(unfit, text);
        }

        try
        {
            return
                await FindFirstAsync(Work(), cancellationToken) is { } first
                && await new AppReader(Work()).FindAsync(text, cancellationToken) is null
                ? RegistrationErrors.AppIsFirst(unfit, first.App, CommandNeeds.NameOf(GetType()), first.Parameter, text)
                : unfit;
        }
        catch (Exception unanswered) when (unanswered is GraphException or AppException)
        {
            // What is wrong with the argument says more than that nothing more could be read.
            Log.Verbose(unanswered.Message);
            return unfit;
        }
    }

    /// <summary>The app that the first argument names, where only one text was given there: most likely it changed places with the app. Null otherwise.</summary>
    private async Task<(AppRegistration App, string Parameter)?> FindFirstAsync(CommandContext work, CancellationToken cancellationToken)
    {
        var first = GetType()
            .GetProperties()
            .FirstOrDefault(property => property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.Position == 0));
        return
            first is not null
            && IsBound(first.Name)
            && LanguagePrimitives.ConvertTo<string[]>(first.GetValue(this)) is [{ Length: > 0 } text]
            && await new AppReader(work).FindAsync(text, cancellationToken) is { } app
            ? (app, first.Name)
            : null;
    }

    /// <summary>Reads and checks what is the same for all apps of the tenant at hand, unless that is done.</summary>
    private protected async Task PrepareOnceAsync(CancellationToken cancellationToken)
    {
        if (_prepared == Connection)
        {
            return;
        }

        await PrepareAsync(cancellationToken);
        _prepared = Connection;
    }
}

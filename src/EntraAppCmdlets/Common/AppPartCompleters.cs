using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Completes what the app of the command line has. Nothing is offered if the app can't be determined.</summary>
internal abstract class AppPartCompleter : TenantCompleter
{
    /// <summary>What the app has: the word to type, and what to say about it.</summary>
    protected abstract Task<IEnumerable<(string Text, string ToolTip)>> PartsAsync(
        CommandContext work,
        AppRegistration app,
        CompletionRequest request,
        CancellationToken cancellationToken
    );

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.App is not { } reference)
        {
            return await WithoutAppAsync(request);
        }
        // The object of an earlier step may be older than what a person has changed since.
        var apps = new AppReader(work);
        var app = reference.Registration is { IsPlanned: true } planned ? planned : await apps.GetAsync(reference, cancellationToken);
        return
        [
            .. from part in await PartsAsync(work, app, request, cancellationToken)
            where request.Begins(part.Text)
            group part.ToolTip by part.Text into same
            select new CompletionResult(
                CompletionWord.Quote(same.Key),
                same.Key,
                CompletionResultType.ParameterValue,
                string.Join(Environment.NewLine, same)
            ),
        ];
    }

    /// <summary>What is offered where nobody can tell the app.</summary>
    protected virtual Task<IReadOnlyList<CompletionResult>> WithoutAppAsync(CompletionRequest request) =>
        Task.FromResult<IReadOnlyList<CompletionResult>>([]);
}

/// <summary>A completer for what is a part of the app registration itself.</summary>
internal abstract class RegistrationPartCompleter(Func<AppRegistration, IEnumerable<(string? Text, string ToolTip)>> parts)
    : AppPartCompleter
{
    /// <inheritdoc/>
    protected override Task<IEnumerable<(string Text, string ToolTip)>> PartsAsync(
        CommandContext work,
        AppRegistration app,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) => Task.FromResult(parts(app).Where(part => !string.IsNullOrEmpty(part.Text)).Select(part => (part.Text!, part.ToolTip)));
}

/// <summary>The roles that the app defines.</summary>
internal sealed class AppRoleCompleter()
    : RegistrationPartCompleter(app => app.Known.AppRoles.Select(role => (role.Value, $"{role.DisplayName}: {role.Description}")));

/// <summary>The scopes that the app exposes.</summary>
internal sealed class AppScopeCompleter()
    : RegistrationPartCompleter(app =>
        app.Known.ApiScopes.Select(scope => ((string?)scope.Value, scope.AdminConsentDisplayName ?? scope.Value))
    );

/// <summary>The redirect URIs of the app.</summary>
internal sealed class AppRedirectUriCompleter()
    : RegistrationPartCompleter(app => app.Known.RedirectUris.Select(uri => ((string?)uri.Uri, $"{uri.Uri} ({uri.Platform})")));

/// <summary>The descriptions of the app's credentials.</summary>
internal class AppCredentialCompleter : AppPartCompleter
{
    /// <inheritdoc/>
    protected override async Task<IEnumerable<(string Text, string ToolTip)>> PartsAsync(
        CommandContext work,
        AppRegistration app,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        from credential in await new CredentialService(work).GetAsync(app, cancellationToken)
        where TextOf(credential) is { Length: > 0 }
        select (TextOf(credential)!, credential.ToString());

    /// <summary>What is typed of a credential.</summary>
    protected virtual string? TextOf(AppCredential credential) => credential.DisplayName;
}

/// <summary>The directory roles that the app is assigned.</summary>
internal sealed class AssignedDirectoryRoleCompleter : AppPartCompleter
{
    /// <inheritdoc/>
    protected override async Task<IEnumerable<(string Text, string ToolTip)>> PartsAsync(
        CommandContext work,
        AppRegistration app,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        from role in await new DirectoryRoleService(work).GetAsync(app, cancellationToken)
        select (role.Role, $"{role.Role} ({role.Risk})");
}

/// <summary>The ids of the app's credentials.</summary>
internal sealed class AppCredentialIdCompleter : AppCredentialCompleter
{
    /// <inheritdoc/>
    protected override string? TextOf(AppCredential credential) => credential.KeyId.ToString();
}

/// <summary>
/// The permissions that the app requests, or that it was granted where they are to be revoked; those of Microsoft Graph where something is to be
/// granted, or where nobody
/// can tell the app.
/// </summary>
internal abstract class OwnPermissionCompleter(AppPermissionType type) : AppPartCompleter
{
    /// <inheritdoc/>
    protected override Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        request.HasVerb(VerbsSecurity.Revoke) || request.HasVerb(VerbsCommon.Remove)
            ? base.FindAsync(work, request, cancellationToken)
            : Task.FromResult(Offline(request));

    /// <inheritdoc/>
    protected override async Task<IEnumerable<(string Text, string ToolTip)>> PartsAsync(
        CommandContext work,
        AppRegistration app,
        CompletionRequest request,
        CancellationToken cancellationToken
    )
    {
        var api = (request.Bound["Api"] ?? request.Bound["Resource"])?.ToString() is { Length: > 0 } given
            ? PermissionCatalogue.Default.FindResource(given)?.AppId
            : null;
        if (request.HasVerb(VerbsSecurity.Revoke))
        {
            return from consent in await new ConsentService(work).GetAsync(app, cancellationToken)
                where consent.Type == type && consent.State != AppConsentState.NotGranted && (api is null || consent.ResourceAppId == api)
                select (consent.Permission, $"{consent.ResourceName}, {consent.State}");
        }

        return from permission in app.Permissions
            where permission.Type == type && (api is null || permission.ResourceAppId == api)
            select (permission.ToString(), $"{permission.ResourceName}, requested");
    }

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<CompletionResult>> WithoutAppAsync(CompletionRequest request) =>
        Task.FromResult(Offline(request));

    /// <inheritdoc/>
    protected override IReadOnlyList<CompletionResult> Offline(CompletionRequest request)
    {
        PermissionCompleter catalogue =
            type == AppPermissionType.Application ? new GraphApplicationPermissionCompleter() : new GraphDelegatedPermissionCompleter();
        return [.. catalogue.CompleteArgument(request.Command, type.ToString(), request.Word, request.Line, request.Bound)];
    }
}

/// <summary>The app's own application permissions.</summary>
internal sealed class OwnApplicationPermissionCompleter() : OwnPermissionCompleter(AppPermissionType.Application);

/// <summary>The app's own delegated permissions.</summary>
internal sealed class OwnDelegatedPermissionCompleter() : OwnPermissionCompleter(AppPermissionType.Delegated);

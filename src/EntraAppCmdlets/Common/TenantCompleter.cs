using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>
/// Completes names from the connected tenant, with one short request. Without a connection, an answer in time or the rights to ask there is nothing to offer:
/// names of files, which PowerShell offers where a command has nothing to say, least of all.
/// </summary>
internal abstract class TenantCompleter : IArgumentCompleter
{
    /// <summary>Longer than this nobody waits for Tab.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What begins with the word.</summary>
    protected abstract Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    );

    /// <summary>What is offered without a connection.</summary>
    protected virtual IReadOnlyList<CompletionResult> Offline(CompletionRequest request) => [];

    private static TenantConnection? TryFind(object tenant, ConnectionStore.Connections connections)
    {
        try
        {
            return LanguagePrimitives.TryConvertTo<AppTenantReference>(tenant, out var reference) ? reference.Find(connections) : null;
        }
        catch (AppException)
        {
            // Whoever is typing learns from the command what is wrong with the tenant.
            return null;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var connections = ConnectionStore.Current;
        var connection = fakeBoundParameters["Tenant"] is { } tenant ? TryFind(tenant, connections) : connections.Default;
        var request = new CompletionRequest(commandName, CompletionWord.Unquote(wordToComplete), fakeBoundParameters, commandAst);
        if (connection is null)
        {
            return Offline(request);
        }

        IReadOnlyList<CompletionResult> results = [];
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            PipelineSynchronizationContext.Run(
                async _ => results = await FindAsync(new CommandContext(connection, SilentLog.Instance), request, limit.Token),
                limit.Cancel
            );
        }
        catch (Exception e) when (e is AppException or GraphException or SignInException or OperationCanceledException)
        {
            // Completion shows no errors: the command reports them.
            return Offline(request);
        }

        return results;
    }
}

/// <summary>Names of apps; the application (client) ID instead of a name that several have.</summary>
internal sealed class AppCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) => Results(await new NameSearch(work).AppsAsync(request.Word, cancellationToken));

    /// <summary>The names of apps.</summary>
    internal static IReadOnlyList<CompletionResult> Results(IReadOnlyList<ApplicationResource> apps)
    {
        var shared = apps.GroupBy(app => app.DisplayName, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => same.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from app in apps
            where app is { AppId: not null, DisplayName.Length: > 0 }
            let text = shared.Contains(app.DisplayName) ? app.AppId.ToString()! : CompletionWord.Quote(app.DisplayName!)
            select new CompletionResult(text, app.DisplayName!, CompletionResultType.ParameterValue, $"{app.DisplayName} ({app.AppId})"),
        ];
    }
}

/// <summary>The application (client) IDs of apps whose names begin with the word.</summary>
internal sealed class AppIdCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        [
            .. from app in await new NameSearch(work).AppsAsync(request.Word, cancellationToken)
            where app.AppId is not null
            select new CompletionResult(
                app.AppId.ToString()!,
                $"{app.DisplayName} ({app.AppId})",
                CompletionResultType.ParameterValue,
                $"{app.DisplayName} ({app.AppId})"
            ),
        ];
}

/// <summary>Names of deleted apps; the application (client) ID instead of a name that several have.</summary>
internal sealed class DeletedAppCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) => AppCompleter.Results(await new NameSearch(work).DeletedAppsAsync(request.Word, cancellationToken));
}

/// <summary>APIs: those of the catalogue, which need no tenant, and the apps of the tenant; the app itself where a command takes it.</summary>
internal sealed class ApiCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    )
    {
        var known = Offline(request);
        var apps = AppCompleter.Results(await new NameSearch(work).AppsAsync(request.Word, cancellationToken));
        return [.. known, .. apps.Where(app => !known.Any(api => api.ListItemText == app.ListItemText))];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<CompletionResult> Offline(CompletionRequest request) =>
        [
            .. from self in (string[])[AppReference.Self]
            where request.HasVerb(VerbsCommon.Add) && request.Begins(self)
            select new CompletionResult(self, self, CompletionResultType.ParameterValue, "The app itself"),
            .. from resource in PermissionCatalogue.Default.Resources
            where resource.Name.Contains(request.Word, StringComparison.OrdinalIgnoreCase)
            select new CompletionResult(
                CompletionWord.Quote(resource.Name),
                resource.Name,
                CompletionResultType.ParameterValue,
                $"{resource.Name} ({resource.AppId})"
            ),
        ];
}

/// <summary>Sign-in names of users, and names of groups where those will do.</summary>
internal abstract class PeopleCompleter(bool groups) : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        [
            .. from person in await new NameSearch(work).PeopleAsync(request.Word, groups, cancellationToken)
            let text = person.UserPrincipalName ?? person.DisplayName
            where text is not null
            select new CompletionResult(
                CompletionWord.Quote(text),
                person.DisplayName ?? text,
                CompletionResultType.ParameterValue,
                $"{person.Kind} {person.DisplayName} {person.UserPrincipalName}".TrimEnd()
            ),
        ];
}

/// <summary>Names of groups.</summary>
internal sealed class GroupCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(
        CommandContext work,
        CompletionRequest request,
        CancellationToken cancellationToken
    ) =>
        [
            .. from found in await new NameSearch(work).PeopleAsync(request.Word, groups: true, cancellationToken)
            where found is { Kind: PrincipalKind.Group, DisplayName: not null }
            select new CompletionResult(
                CompletionWord.Quote(found.DisplayName!),
                found.DisplayName!,
                CompletionResultType.ParameterValue,
                found.DisplayName!
            ),
        ];
}

/// <summary>Sign-in names of users.</summary>
internal sealed class UserCompleter() : PeopleCompleter(groups: false);

/// <summary>Sign-in names of users, and names of groups.</summary>
internal sealed class UserOrGroupCompleter() : PeopleCompleter(groups: true);

/// <summary>The tenants that are connected.</summary>
internal sealed class ConnectedTenantCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        return
        [
            .. from connection in ConnectionStore.Current.All.Reverse()
            let text = connection.Info.DefaultDomain ?? connection.TenantId.ToString()
            where text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            select new CompletionResult(CompletionWord.Quote(text), text, CompletionResultType.ParameterValue, connection.Info.ToString()),
        ];
    }
}

using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Access;
using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
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
    protected abstract Task<IReadOnlyList<CompletionResult>> FindAsync(NameSearch names, string word, CancellationToken cancellationToken);

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
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var connections = ConnectionStore.Current;
        var connection = fakeBoundParameters["Tenant"] is { } tenant ? TryFind(tenant, connections) : connections.Default;
        if (connection is null)
            return [];
        IReadOnlyList<CompletionResult> results = [];
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            PipelinePump.Run(async _ => results = await FindAsync(new NameSearch(new TenantWork(connection, SilentLog.Instance)), CompletionWord.Unquote(wordToComplete), limit.Token), limit.Cancel);
        }
        catch (Exception e) when (e is AppException or GraphException or SignInException or OperationCanceledException)
        {
            // Whoever is typing is not told of trouble: the command tells it.
            return [];
        }

        return results;
    }
}

/// <summary>Names of apps; the application (client) ID in the place of a name that several have.</summary>
internal sealed class AppCompleter : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(NameSearch names, string word, CancellationToken cancellationToken)
    {
        var apps = await names.AppsAsync(word, cancellationToken);
        var shared = apps.GroupBy(app => app.DisplayName, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from app in apps
               where app is { AppId: not null, DisplayName.Length: > 0 }
               let text = shared.Contains(app.DisplayName) ? app.AppId.ToString()! : CompletionWord.Quote(app.DisplayName!)
               select new CompletionResult(text, app.DisplayName!, CompletionResultType.ParameterValue, $"{app.DisplayName} ({app.AppId})"),
        ];
    }
}

/// <summary>Sign-in names of users, and names of groups where those will do.</summary>
internal abstract class PeopleCompleter(bool groups) : TenantCompleter
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<CompletionResult>> FindAsync(NameSearch names, string word, CancellationToken cancellationToken) =>
    [
        .. from person in await names.PeopleAsync(word, groups, cancellationToken)
           let text = person.UserPrincipalName ?? person.DisplayName
           where text is not null
           select new CompletionResult(CompletionWord.Quote(text), person.DisplayName ?? text, CompletionResultType.ParameterValue, $"{person.Kind} {person.DisplayName} {person.UserPrincipalName}".TrimEnd()),
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
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
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

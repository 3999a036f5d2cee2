using System.Buffers;
using System.Buffers.Text;
using System.IO.Enumeration;
using System.Text;

namespace EntraAppCmdlets.Model;

/// <summary>
/// The permissions of Microsoft's APIs as data/permissions.tsv lists them, so that names are resolved without asking the
/// tenant. Ids are not unique: a permission is known by API, type and name. What is not here only the tenant can tell.
/// </summary>
internal sealed class PermissionCatalogue
{
    private static readonly Lazy<PermissionCatalogue> BuiltIn = new(Load);

    private readonly Row[] _rows;
    private readonly Section[] _sections;

    /// <summary>Reads a catalogue.</summary>
    /// <param name="text">UTF-8 in the form of data/permissions.tsv, sorted within each API.</param>
    /// <exception cref="InvalidDataException">A line can't be understood; the message names it.</exception>
    internal PermissionCatalogue(ReadOnlySpan<byte> text)
    {
        // One count of the line ends, so that no list has to grow.
        _rows = new Row[text.Count((byte)'\n') + 1];
        var found = new List<Section>(16);
        var line = 0;
        var count = 0;
        var header = false;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var current = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            line++;
            if (current.IsEmpty || current[0] == '#')
            {
                continue;
            }

            if (!header)
            {
                header = true;
                continue;
            }

            if (current[0] == '@')
            {
                found.Add(new Section(ReadResource(current[1..], line), count));
                continue;
            }

            if (found.Count == 0)
            {
                throw Unreadable(line, "a permission before the first API");
            }

            _rows[count++] = ReadRow(current, line);
            found[^1].End = count;
        }

        _sections = [.. found];
        Resources = [.. found.Select(section => section.Resource)];
    }

    /// <summary>The built-in catalogue, read at its first use.</summary>
    internal static PermissionCatalogue Default => BuiltIn.Value;

    /// <summary>The APIs, by name.</summary>
    internal IReadOnlyList<PermissionResource> Resources { get; }

    /// <summary>The API of that application id, name or short name (<c>Graph</c>, <c>SharePoint</c>, <c>https://graph.microsoft.com</c>); null if it isn't here.</summary>
    internal PermissionResource? FindResource(string reference)
    {
        reference = reference.Trim();
        if ((Guid.TryParse(reference, out var parsed) ? parsed : PermissionResource.FromAlias(reference)) is { } appId)
        {
            return FindResource(appId);
        }

        foreach (var section in _sections)
        {
            if (string.Equals(section.Resource.Name, reference, StringComparison.OrdinalIgnoreCase))
            {
                return section.Resource;
            }
        }

        return null;
    }

    /// <summary>The API of that application id; null if it isn't here.</summary>
    internal PermissionResource? FindResource(Guid appId) => FindSection(appId)?.Resource;

    /// <summary>The permission of that name, without regard to case; null if this type has none.</summary>
    internal AppPermission? Find(Guid resourceAppId, string name, AppPermissionType type)
    {
        if (FindSection(resourceAppId) is not { } section)
        {
            return null;
        }

        var (low, high) = (section.Start, section.End - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.Compare(_rows[middle].Name, name, StringComparison.OrdinalIgnoreCase);
            if (order == 0)
            {
                return Make(section.Resource, _rows[middle], type);
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>The permission of that id; null if this type has none.</summary>
    internal AppPermission? Find(Guid resourceAppId, Guid id, AppPermissionType type)
    {
        if (id != Guid.Empty && FindSection(resourceAppId) is { } section)
        {
            for (var i = section.Start; i < section.End; i++)
            {
                if (_rows[i].Id(type) == id)
                {
                    return Make(section.Resource, _rows[i], type);
                }
            }
        }

        return null;
    }

    /// <summary>The permissions whose name fits a pattern, by API and name, delegated before application.</summary>
    /// <param name="name">A name, or a pattern with <c>*</c> and <c>?</c>, without regard to case; null for all.</param>
    /// <param name="resourceAppId">Only this API's; null for all.</param>
    /// <param name="type">Only this type; null for both.</param>
    internal IEnumerable<AppPermission> Search(NamePattern? name, Guid? resourceAppId = null, AppPermissionType? type = null)
    {
        foreach (var section in _sections)
        {
            if (resourceAppId is { } wanted && section.Resource.AppId != wanted)
            {
                continue;
            }

            for (var i = section.Start; i < section.End; i++)
            {
                if (name is not null && !name.IsName(_rows[i].Name) && !name.IsMatch(_rows[i].Name))
                {
                    continue;
                }

                if (
                    type is not AppPermissionType.Application
                    && Make(section.Resource, _rows[i], AppPermissionType.Delegated) is { } delegated
                )
                {
                    yield return delegated;
                }

                if (
                    type is not AppPermissionType.Delegated
                    && Make(section.Resource, _rows[i], AppPermissionType.Application) is { } application
                )
                {
                    yield return application;
                }
            }
        }
    }

    /// <summary>The permission that a person means, or why none was found.</summary>
    /// <param name="resourceAppId">The API's application id.</param>
    /// <param name="name">The name or id, alone or with the API's address before it (<c>https://graph.microsoft.com/User.Read</c>).</param>
    /// <param name="type">The wanted type.</param>
    internal PermissionAnswer Resolve(Guid resourceAppId, string name, AppPermissionType type)
    {
        var asked = PermissionName.Parse(name);
        var found = Guid.TryParse(asked.Value, out var id) ? Find(resourceAppId, id, type) : Find(resourceAppId, asked.Value, type);
        return OtherResource(resourceAppId, asked) is null && found is { } permission
            ? new PermissionAnswer(permission, null)
            : new PermissionAnswer(null, Miss(resourceAppId, name, type));
    }

    /// <summary>Why a name was not found, and what comes near.</summary>
    /// <param name="resourceAppId">The API; null for any.</param>
    /// <param name="name">The name as it was given.</param>
    /// <param name="type">The wanted type; null for either.</param>
    internal PermissionMiss Miss(Guid? resourceAppId, string name, AppPermissionType? type)
    {
        var asked = PermissionName.Parse(name);
        var resource = resourceAppId is { } appId ? FindResource(appId) : null;
        var otherResource = resourceAppId is { } wanted ? OtherResource(wanted, asked) : null;
        var names = Misspelling.Split(name);
        return new PermissionMiss
        {
            Name = name,
            Names = names.Count > 1 ? names : [],
            Type = type,
            Resource = resource?.Name ?? resourceAppId?.ToString(),
            ResourceKnown = resourceAppId is null || resource is not null,
            OtherResource = otherResource,
            OtherType =
                type is null || otherResource is not null
                    ? null
                    : Named(asked.Value, resourceAppId).FirstOrDefault(found => found.Type != type),
            Elsewhere = resourceAppId is null
                ? []
                : [.. Named(asked.Value, null).Where(found => found.ResourceAppId != resourceAppId).OrderBy(found => found.Type != type)],
            Nearest = names.Count > 1 ? [] : NearestPermissions.Of(asked.Value, type, Search(null, resourceAppId, type)),
        };
    }

    /// <summary>The permissions of that name or id, in both types.</summary>
    internal IEnumerable<AppPermission> Named(string nameOrId, Guid? resourceAppId) =>
        Guid.TryParse(nameOrId, out var id)
            ? Search(null, resourceAppId).Where(permission => permission.Id == id)
            : Search(nameOrId, resourceAppId);

    private string? OtherResource(Guid resourceAppId, PermissionName asked) =>
        asked.Api is null ? null
        : FindResource(asked.Api) is not { } named ? asked.Api
        : named.AppId == resourceAppId ? null
        : named.Name;

    private static PermissionCatalogue Load()
    {
        using var stream =
            typeof(PermissionCatalogue).Assembly.GetManifestResourceStream("permissions.tsv")
            ?? throw new InvalidDataException("The module's assembly lacks its permission catalogue.");
        var length = (int)stream.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        stream.ReadExactly(buffer, 0, length);
        var catalogue = new PermissionCatalogue(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return catalogue;
    }

    private static AppPermission? Make(PermissionResource resource, in Row row, AppPermissionType type)
    {
        if (row.Id(type) is var id && id == Guid.Empty)
        {
            return null;
        }

        var (review, level) = type is AppPermissionType.Application ? row.Application : row.Delegated;
        bool? adminConsent = type is AppPermissionType.Application ? true : row.DelegatedAdminConsent;
        var rating = PermissionRating.Of(resource.AppId, row.Name, type, review, level, adminConsent);
        return new AppPermission
        {
            Name = row.Name,
            Type = type,
            Id = id,
            ResourceAppId = resource.AppId,
            ResourceName = resource.Name,
            AdminConsentRequired = adminConsent,
            Risk = rating.Risk,
            RiskSource = rating.Source,
            PrivilegeLevel = level,
        };
    }

    private Section? FindSection(Guid appId)
    {
        foreach (var section in _sections)
        {
            if (section.Resource.AppId == appId)
            {
                return section;
            }
        }

        return null;
    }

    private static PermissionResource ReadResource(ReadOnlySpan<byte> text, int line)
    {
        var id = ReadId(Next(ref text), line);
        return id == Guid.Empty || text.IsEmpty
            ? throw Unreadable(line, "an API needs an application id and a name")
            : new PermissionResource(id, Encoding.UTF8.GetString(text));
    }

    private static Row ReadRow(ReadOnlySpan<byte> text, int line)
    {
        var name = Encoding.UTF8.GetString(Next(ref text));
        var delegated = ReadId(Next(ref text), line);
        var application = ReadId(Next(ref text), line);
        var consent = ReadBoolean(Next(ref text), line);
        var delegatedRisk = ReadRisk(Next(ref text), line);
        var applicationRisk = ReadRisk(Next(ref text), line);
        var delegatedLevel = ReadLevel(Next(ref text), line);
        return name.Length == 0 || (delegated == Guid.Empty && application == Guid.Empty)
            ? throw Unreadable(line, "a permission needs a name and an id")
            : new Row(name, delegated, application, consent, (delegatedRisk, delegatedLevel), (applicationRisk, ReadLevel(text, line)));
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> text)
    {
        var tab = text.IndexOf((byte)'\t');
        var field = tab < 0 ? text : text[..tab];
        text = tab < 0 ? default : text[(tab + 1)..];
        return field;
    }

    private static Guid ReadId(ReadOnlySpan<byte> text, int line) =>
        text.IsEmpty ? Guid.Empty
        : Utf8Parser.TryParse(text, out Guid id, out var used, 'D') && used == text.Length ? id
        : throw Unreadable(line, $"'{Encoding.UTF8.GetString(text)}' is no id");

    private static bool? ReadBoolean(ReadOnlySpan<byte> text, int line) =>
        text.IsEmpty ? null
        : text.SequenceEqual("true"u8) ? true
        : text.SequenceEqual("false"u8) ? false
        : throw Unreadable(line, $"'{Encoding.UTF8.GetString(text)}' is neither true nor false");

    private static AppPermissionRisk ReadRisk(ReadOnlySpan<byte> text, int line) =>
        text.IsEmpty ? AppPermissionRisk.Unknown
        : text.SequenceEqual("Low"u8) ? AppPermissionRisk.Low
        : text.SequenceEqual("Medium"u8) ? AppPermissionRisk.Medium
        : text.SequenceEqual("High"u8) ? AppPermissionRisk.High
        : text.SequenceEqual("Critical"u8) ? AppPermissionRisk.Critical
        : throw Unreadable(line, $"'{Encoding.UTF8.GetString(text)}' is no risk");

    private static byte ReadLevel(ReadOnlySpan<byte> text, int line) =>
        text.IsEmpty ? (byte)0
        : text.Length == 1 && text[0] is >= (byte)'1' and <= (byte)'4' ? (byte)(text[0] - '0')
        : throw Unreadable(line, $"'{Encoding.UTF8.GetString(text)}' is no privilege level");

    private static InvalidDataException Unreadable(int line, string why) => new($"Permission catalogue, line {line}: {why}.");

    // A name in both its types: half the strings of a row per permission, and what the file holds.
    private readonly struct Row(
        string name,
        Guid delegatedId,
        Guid applicationId,
        bool? delegatedAdminConsent,
        (AppPermissionRisk Review, byte Level) delegated,
        (AppPermissionRisk Review, byte Level) application
    )
    {
        internal string Name { get; } = name;

        internal bool? DelegatedAdminConsent { get; } = delegatedAdminConsent;

        internal (AppPermissionRisk Review, byte Level) Delegated { get; } = delegated;

        internal (AppPermissionRisk Review, byte Level) Application { get; } = application;

        internal Guid Id(AppPermissionType type) => type is AppPermissionType.Application ? applicationId : delegatedId;
    }

    private sealed class Section(PermissionResource resource, int start)
    {
        internal PermissionResource Resource { get; } = resource;

        internal int Start { get; } = start;

        internal int End { get; set; } = start;
    }
}

"""What can be wrong with a file that arrived, in words that name the file and the remedy."""

from __future__ import annotations

from typing import Literal, NamedTuple

from prereview.documents import Evidence
from prereview.findings import Finding


class _Wording(NamedTuple):
    severity: Literal["info", "warning", "error"]
    zh: str
    en: str


#: Every finding of this stage. `error` means content was not read, so the claim is never called complete because of it.
WORDINGS: dict[str, _Wording] = {
    "file_empty": _Wording(
        "error",
        "文件“{file}”是空的（0 字节），没有内容可读。请重新导出或重新拍摄后再提交。",
        "File '{file}' is empty (0 bytes). Please export or photograph it again and resend it.",
    ),
    "file_damaged": _Wording(
        "error",
        "文件“{file}”已损坏，无法打开。请重新导出或重新扫描后再提交。",
        "File '{file}' is damaged and cannot be opened. Please export or scan it again and resend it.",
    ),
    "file_truncated": _Wording(
        "warning",
        "文件“{file}”不完整（结尾缺失），已读取能恢复的部分。请核对是否缺页或缺内容，必要时重新上传。",
        "File '{file}' is cut off before its end; what could be recovered was read. "
        "Check whether anything is missing and upload it again if so.",
    ),
    "file_encrypted": _Wording(
        "error",
        "文件“{file}”设有密码，无法读取。请去除密码（例如另存为无密码的 PDF）后再提交。",
        "File '{file}' is protected by a password. Please remove the password "
        "(for example, save it as a PDF without one) and resend it.",
    ),
    "file_too_large": _Wording(
        "error",
        "文件“{file}”大小 {size} MB，超过上限 {limit} MB，未读取。请拆分或压缩后再提交。",
        "File '{file}' is {size} MB; the limit is {limit} MB, so it was not read. Please split or compress it.",
    ),
    "text_too_long": _Wording(
        "error",
        "文本文件“{file}”大小 {size} MB，只读取了前 {limit} MB。请只提交相关内容。",
        "Text file '{file}' is {size} MB; only the first {limit} MB were read. Please send only what is relevant.",
    ),
    "file_unreadable": _Wording(
        "error",
        "文件“{file}”无法从磁盘读取。请检查文件权限或重新上传。",
        "File '{file}' could not be read from disk. Check its permissions or upload it again.",
    ),
    "no_pages": _Wording(
        "error",
        "文件“{file}”里没有任何页面。请重新导出后再提交。",
        "File '{file}' has no pages. Please export it again and resend it.",
    ),
    "no_files": _Wording(
        "error",
        "“{file}”中没有可审阅的材料文件。请放入 PDF、图片、OFD 或文本文件。",
        "'{file}' holds no documents to review. Add PDF, image, OFD or text files.",
    ),
    "too_many_pages": _Wording(
        "error",
        "文件“{file}”共 {pages} 页，超过上限 {limit} 页；只读取了前 {limit} 页。"
        "请只保留相关页或拆分文件，也可调高设置 limits.max_pages。",
        "File '{file}' has {pages} pages; the limit is {limit}, so only the first {limit} were read. "
        "Keep the relevant pages or split the file, or raise the setting limits.max_pages.",
    ),
    "too_many_files": _Wording(
        "error",
        "“{file}”包含 {count} 个文件，超过上限 {limit} 个；其余未读取。请只提交相关材料或分批提交。",
        "'{file}' holds {count} files; the limit is {limit}, so the rest were not read. "
        "Send only the relevant papers, or send them in parts.",
    ),
    "image_too_large": _Wording(
        "error",
        "图片“{file}”尺寸为 {size} 像素，超过上限 {limit} 百万像素，未解码。请用较低分辨率重新扫描或拍摄。",
        "Image '{file}' is {size} pixels; the limit is {limit} million, so it was not decoded. "
        "Please scan or photograph it at a lower resolution.",
    ),
    "wrong_extension": _Wording(
        "info",
        "文件“{file}”的扩展名与内容不符，实际是 {kind}，已按实际内容读取。无需处理；如需归档请改正文件名。",
        "The extension of '{file}' does not match its content, which is {kind}; it was read as such. "
        "Nothing to do; rename it if you file it.",
    ),
    "unsupported_type": _Wording(
        "warning",
        "文件“{file}”是 {kind}，不支持该类型，未读取。请转换为 PDF 或图片后再提交。",
        "File '{file}' is {kind}, a type that is not supported, so it was not read. "
        "Please convert it to PDF or an image.",
    ),
    "duplicate_file": _Wording(
        "info",
        "文件“{file}”与“{other}”内容完全相同，只读取一次。无需处理。",
        "File '{file}' has exactly the same content as '{other}' and was read once. Nothing to do.",
    ),
    "link_skipped": _Wording(
        "warning",
        "“{file}”是指向提交目录之外的链接，未读取。请提交文件本身。",
        "'{file}' is a link that leads out of the submission and was not followed. Please send the file itself.",
    ),
    "extra_claim_json": _Wording(
        "warning",
        "除“{other}”外还有一个案件信息文件“{file}”，未使用。请每个案件只保留一个 claim.json。",
        "'{file}' is a second claim.json beside '{other}' and was not used. Keep one claim.json per claim.",
    ),
    "archive_damaged": _Wording(
        "error",
        "压缩包“{file}”已损坏，无法打开。请重新压缩后再提交。",
        "Archive '{file}' is damaged and cannot be opened. Please zip the files again and resend it.",
    ),
    "archive_unsafe_name": _Wording(
        "error",
        "压缩包中的“{file}”路径不安全（绝对路径、“..”或链接），未读取。请用普通文件名重新压缩后再提交。",
        "Entry '{file}' of the archive has an unsafe path (absolute, '..' or a link) and was not read. "
        "Please zip it again under a plain name.",
    ),
    "archive_too_large": _Wording(
        "error",
        "压缩包“{file}”解压后超过上限 {limit} MB，未解压。请拆分后分别提交。",
        "Archive '{file}' unpacks to more than the limit of {limit} MB and was not unpacked. Please split it.",
    ),
    "archive_too_deep": _Wording(
        "error",
        "“{file}”是多层嵌套的压缩包，只展开一层，内层未读取。请把文件直接放入一个压缩包。",
        "'{file}' is an archive nested too deep; one level is opened. Please put the files into one archive.",
    ),
}


def problem(code: str, file: str, *, page: int | None = None, **values: object) -> Finding:
    """The finding `code` about `file`; `values` fill the blanks of its wording."""
    severity, zh, en = WORDINGS[code]
    return Finding(
        code=code,
        severity=severity,
        message_zh=zh.format(file=file, **values),
        message_en=en.format(file=file, **values),
        evidence=(Evidence(file=file, page=page),),
    )
